import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const PATIENCE = 30_000;

/** The path at which a container has the program. */
const PROGRAM = '/program';
const AUTHORITY = '/throw-away-authority.crt';

/**
 * How each root comes to trust an authority: by a variable, or by what an administrator does there.
 * @type {Record<string, { env?: Record<string, string>, prepare?: string }>}
 */
const ROOTS = {
  scratch: { env: { SSL_CERT_FILE: AUTHORITY } },
  debian: {
    prepare:
      `cp ${AUTHORITY} /usr/local/share/ca-certificates/throw-away.crt\n` +
      'update-ca-certificates >/dev/null 2>&1',
  },
  alpine: { prepare: `cat ${AUTHORITY} >>/etc/ssl/certs/ca-certificates.crt` },
};

/** Names of the places that a program can be run in. */
export const placeNames = ['machine', ...Object.keys(ROOTS)];

/**
 * @param {string} name one of placeNames
 * @param {string} binary a path on this machine
 * @returns {Promise<import('../checks/program.mjs').Place>}
 */
export async function openPlace(name, binary) {
  return name === 'machine' ? thisMachine(binary) : root(name, binary);
}

/**
 * This machine. Its own store of certificates stays as it is: SSL_CERT_FILE names another.
 * @param {string} binary
 * @returns {import('../checks/program.mjs').Place}
 */
function thisMachine(binary) {
  return {
    name: 'machine',
    sharesFiles: true,
    run: (args, env = {}) => runBinary(binary, args, env),
    async runTrusting(authority, args, env = {}) {
      const folder = mkdtempSync(join(tmpdir(), 'statix-validation-'));
      try {
        const file = join(folder, 'authority.crt');
        writeFileSync(file, authority);
        return await runBinary(binary, args, { ...env, SSL_CERT_FILE: file });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

/**
 * A root of its own for every run, which nothing of an earlier one is in.
 * @param {string} name
 * @param {string} binary
 * @returns {Promise<import('../checks/program.mjs').Place>}
 */
async function root(name, binary) {
  // Only here: a check on this machine needs Node and nothing that npm installs.
  const [{ runInContainer }, { provideImage }] = await Promise.all([
    import('./container.mjs'),
    import('./images.mjs'),
  ]);
  const image = await provideImage(/** @type {'scratch' | 'debian' | 'alpine'} */ (name));
  const program = { path: PROGRAM.slice(1), mode: 0o755, content: { file: binary } };
  const { env: trust = {}, prepare } = ROOTS[name];
  return {
    name,
    sharesFiles: false,
    run: (args, env = {}) =>
      runInContainer({ image, command: [PROGRAM, ...args], env, files: [program] }),
    runTrusting: (authority, args, env = {}) =>
      runInContainer({
        image,
        command:
          prepare === undefined
            ? [PROGRAM, ...args]
            : ['/bin/sh', '-ec', `${prepare}\nexec "$0" "$@"`, PROGRAM, ...args],
        env: { ...env, ...trust },
        files: [program, { path: AUTHORITY.slice(1), mode: 0o644, content: authority }],
      }),
  };
}

/**
 * Runs a binary with no environment but what is given. Without execa, for this needs nothing that npm installs.
 *
 * @param {string} binary
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<import('../checks/program.mjs').Outcome>}
 */
async function runBinary(binary, args, env) {
  const child = spawn(binary, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE });
  const [[status], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { status, stdout, stderr };
}
