import { randomBytes } from 'node:crypto';
import { freePort } from '@statix/contract/testing/free-port';
import { createAuthority } from '../checks/certificate.mjs';
import { createContainer, runInside } from './container.mjs';
import { provideImage } from './images.mjs';

const ADDRESS = '127.0.0.1';
const NAME = 'db.statix.test';
const ROLE = 'validation';
const PATIENCE = 60_000;

/**
 * A PostgreSQL server that speaks TLS 1.3 on loopback and has a certificate for one name.
 * @typedef {object} PostgresServer
 * @property {string} authority what to trust, in PEM
 * @property {string} name the host that its certificate is for
 * @property {(database: string, host?: string) => string} url a connection string that asks for the
 *   whole of verification, with the certificates that the system trusts
 * @property {(database: string, sql: string) => Promise<string>} query what psql prints, `|` between
 *   columns
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<PostgresServer>} */
export async function startPostgres() {
  const authority = createAuthority();
  const { key, certificate } = authority.issue([NAME]);
  const password = randomBytes(18).toString('base64url');
  const port = await freePort(ADDRESS);
  const { container, remove } = await createContainer({
    image: await provideImage('postgres'),
    command: ['throw-away-postgres', String(port)],
    env: { VALIDATION_PASSWORD: password },
    files: [
      { path: 'run/tls/server.key', mode: 0o600, content: key },
      { path: 'run/tls/server.crt', mode: 0o644, content: certificate },
    ],
    // To make files of another user, and to become that user.
    capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
  });
  try {
    await ready(container);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    authority: authority.certificate,
    name: NAME,
    url: (database, host = NAME) =>
      `postgresql://${ROLE}:${password}@${host}:${port}/${database}` +
      `?hostaddr=${ADDRESS}&sslmode=verify-full&sslrootcert=system`,
    async query(database, sql) {
      const { status, stdout, stderr } = await runInside(container, [
        ...['psql', '--host=/tmp', `--port=${port}`, '--username=postgres'],
        ...['--no-psqlrc', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1'],
        ...[`--dbname=${database}`, `--command=${sql}`],
      ]);
      if (status !== 0) throw new Error(`psql: ${stderr}`);
      return stdout;
    },
    close: remove,
  };
}

/** Waits until the server says that it is ready. @param {import('dockerode').Container} container */
async function ready(container) {
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  await container.start();
  let said = '';
  const overdue = setTimeout(() => stream.destroy(new Error('not ready in time')), PATIENCE);
  try {
    for await (const chunk of stream) {
      said += chunk;
      if (said.includes('ready to accept connections')) return;
    }
    throw new Error('it has ended');
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${said}`, { cause: error });
  } finally {
    clearTimeout(overdue);
    stream.destroy();
  }
}
