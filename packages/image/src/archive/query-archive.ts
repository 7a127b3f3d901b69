import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hideSecrets, StatixError } from '@statix/contract';
import { packArchive, proxyVariables, type ArchiveEntry, type Engine } from '@statix/engine';
import { requireOwnForLogins, siteFiles, siteLogins, type SiteFile } from '@statix/toolchain';
import type { LockableRecipe } from '../recipe/lockable-recipe.js';
import { isRefusal, readAnswer, type ArchiveAnswer } from './archive-answer.js';
import { withBaseImage } from './base-image.js';

export interface ArchiveQuery {
  readonly recipe: LockableRecipe;
  /** An image with apt: the base of the recipe. */
  readonly base: string;
  /** Of packages whose licences are known already. */
  readonly knownSha256: readonly string[];
  /** Versions to keep if the archive still has them, by name. */
  readonly keep: ReadonlyMap<string, string>;
  /** `name=version` of packages that cannot be had. */
  readonly avoid: ReadonlySet<string>;
  /** Packages of which every version is to be told. */
  readonly versionsOf: readonly string[];
}

const SCRIPT = join(__dirname, '../../container/query-archive.sh');
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Asks Debian's archive, by apt in a container of the base image: what would be installed, which
 * sources there are, and the licences of what is not known yet. Takes some seconds, and up to a
 * minute if all licences have to be read. Proxies are told on standard input: whoever may ask the engine can
 * read a container's environment, and a proxy may want a login.
 *
 * @throws StatixError STATIX_ARCHIVE_REFUSED with the end of apt's log, STATIX_ENGINE_NOT_OWN
 */
export async function queryArchive(
  engine: Engine,
  query: ArchiveQuery,
  { signal, env }: { signal: AbortSignal; env: NodeJS.ProcessEnv },
): Promise<ArchiveAnswer> {
  const site = await siteFiles(env);
  const logins = siteLogins(env, site);
  requireOwnForLogins(engine, logins);
  const hide = hideSecrets(logins.secrets);
  const files = await requestFiles(query, site);
  let output = '';
  let errors = '';
  const { result } = await withBaseImage(engine, query.base, signal, (image) =>
    engine.runContainer(
      {
        image,
        command: ['bash', '/statix/query-archive.sh'],
        environment: {},
        purpose: 'image-lock',
        network: 'bridge',
        limits: { pids: 1024 },
      },
      {
        stdout: (chunk) => (output = (output + chunk.toString('utf8')).slice(-MOST_BYTES)),
        stderr: (chunk) => (errors = (errors + chunk.toString('utf8')).slice(-4096)),
        stdin: proxyLines(env),
        signal,
      },
      { before: (container) => container.putArchive('/', packArchive(files)) },
    ),
  );
  if (result.exitCode !== 0) {
    throw refused(
      result.startError ?? `The query ended with exit code ${result.exitCode}.`,
      errors.trimEnd().split('\n').map(hide),
    );
  }
  const answer = readAnswer(output);
  if (isRefusal(answer)) throw refused(explain(answer.step), answer.log.map(hide));
  return answer;
}

/** A line for each variable, as the script exports it. */
function proxyLines(env: NodeJS.ProcessEnv): Buffer {
  const lines = Object.entries(proxyVariables(env)).filter(([, value]) => !value.includes('\n'));
  return Buffer.from(lines.map(([name, value]) => `${name}=${value}\n`).join(''));
}

async function requestFiles(
  query: ArchiveQuery,
  site: readonly SiteFile[],
): Promise<ArchiveEntry[]> {
  const { recipe } = query;
  const lines = (list: readonly string[]) => list.map((line) => `${line}\n`).join('');
  const texts: Record<string, string> = {
    'request/sources': lines([
      ...recipe.sources.flatMap(({ name, source, binary, patchesFrom }) => [
        ...(source === undefined ? [] : [`${name}\tsource\t${source}`]),
        ...(binary === undefined ? [] : [`${name}\tbinary\t${binary}`]),
        ...(patchesFrom === undefined ? [] : [`${name}\tsource\t${patchesFrom}`]),
      ]),
      ...query.versionsOf.map((name) => `${name}\tbinary\t${name}`),
    ]),
    'request/cargo-locks': lines(
      [...(recipe.toolchain?.cargoLocks ?? [])].flatMap(([name, pattern]) => {
        const { binary } = recipe.sources.find((source) => source.name === name) ?? {};
        return binary === undefined ? [] : [`${name}\t${binary}\t${pattern}`];
      }),
    ),
    'request/preferences': preferences(query),
    'request/known': lines(query.knownSha256),
  };
  for (const [set, roots] of Object.entries(recipe.roots)) {
    texts[`request/roots/${set}`] = lines(roots);
  }
  return [
    { path: 'statix/query-archive.sh', mode: 0o644, content: await readFile(SCRIPT) },
    ...Object.entries(texts).map(([path, text]) => ({
      path: `statix/${path}`,
      mode: 0o644,
      content: Buffer.from(text),
    })),
    ...site.map(({ path, content }) => ({ path: `statix/${path}`, mode: 0o644, content })),
  ];
}

/** apt_preferences(5): from 1000 on a version is taken even if it is older; below 0 never. */
function preferences({ keep, avoid }: ArchiveQuery): string {
  const entry = (name: string, version: string, priority: number) =>
    `Package: ${name}\nPin: version ${version}\nPin-Priority: ${priority}\n\n`;
  const avoided = [...avoid].map((text) => text.split('='));
  return [
    ...[...keep].map(([name, version]) => entry(name, version, 1001)),
    ...avoided.map(([name = '', version = '']) => entry(name, version, -1)),
  ].join('');
}

function explain(step: string): string {
  if (step === 'update') return 'The index of the archive could not be read.';
  return `apt finds no set of packages for ${step.replace(/^closure-/, "'")}'.`;
}

function refused(why: string, log: readonly string[]): StatixError {
  return new StatixError({
    code: 'STATIX_ARCHIVE_REFUSED',
    what: 'Debian’s archive could not be asked what there is',
    why,
    excerpt: log,
    remedies: [
      'Check names of packages that you have added (EXTRA_PACKAGES), and the network.',
      {
        text: 'Behind a proxy or a mirror:',
        snippet:
          'export HTTPS_PROXY=… STATIX_CA_BUNDLE=/path/ca.pem STATIX_DEBIAN_SOURCES=/path/debian.sources',
      },
    ],
  });
}
