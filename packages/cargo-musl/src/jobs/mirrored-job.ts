import { join } from 'node:path/posix';
import { parseLockfile } from '@statix/cargo';
import { indexPath, NAMED } from '../cache-folder/kept-crates.js';
import { mirrorConfig, type Mirror } from '../credentials/machine-fetch.js';
import { isCratesIo } from '../credentials/plan-credentials.js';
import type { CargoJob, Workbench } from '../workbench/workbench.js';
import { containerScript } from './container-script.js';

/** The first cargo whose name for a registry in its home is the same on every machine; Cargo's changelog, 1.85. */
const STABLE_NAME_SINCE = 85;

/**
 * What Cargo calls crates.io in its home: a host, and a hash of the address that Cargo makes.
 *
 * @param cargo its version: `1.96.0`
 */
export function cratesIoFolder(cargo: string): string {
  const minor = Number(/^1\.(\d+)\./.exec(cargo)?.[1] ?? STABLE_NAME_SINCE);
  return minor < STABLE_NAME_SINCE
    ? 'index.crates.io-6f17d22bba15001f'
    : 'index.crates.io-1949cf8c6b5b557f';
}

export interface MirroredCrates {
  readonly mirror: Mirror;
  readonly lock: { readonly path: string; readonly content: string };
  /** Whether they were downloaded elsewhere, so that they only have to be put in their place. */
  readonly isDownloaded: boolean;
}

/**
 * Makes a job that fetches take crates of crates.io from a mirror: by the checksum in Cargo.lock, so that nobody
 * who builds the same lock without the mirror gets another program, and none of it has to be hashed.
 */
export async function mirroredJob<T>(
  { contract }: Pick<Workbench, 'contract'>,
  job: CargoJob<T>,
  { mirror, lock, isDownloaded }: MirroredCrates,
): Promise<CargoJob<T>> {
  const { home, cargoHome } = contract.paths;
  const script = await containerScript('mirrored-crates.sh');
  const list = {
    path: 'crates-of-mirror',
    content: Buffer.from(crateList(lock)),
    executable: false,
  };
  const config = {
    path: 'mirror.toml',
    content: Buffer.from(mirrorConfig(mirror)),
    executable: false,
  };
  return {
    ...job,
    argv: [
      ...['sh', join(home, script.path), cargoHome, cratesIoFolder(contract.cargo.version)],
      ...[join(home, list.path), isDownloaded ? '' : join(home, config.path)],
      ...job.argv.filter((word) => word !== '--offline'),
    ],
    inputs: [...job.inputs, { folder: home, files: [script, list, config], times: {} }],
  };
}

/** @throws StatixError STATIX_LOCKFILE_INVALID */
function crateList({ path, content }: MirroredCrates['lock']): string {
  return parseLockfile(content, path)
    .flatMap(({ name, version, source = '', checksum = '' }) =>
      isCratesIo(source) && /^[0-9a-f]{64}$/.test(checksum) && NAMED.test(`${name} ${version}`)
        ? [`${checksum} ${name}-${version}.crate ${indexPath(name)}\n`]
        : [],
    )
    .join('');
}
