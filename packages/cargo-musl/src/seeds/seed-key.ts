import { createHash } from 'node:crypto';
import { canonicalDigest } from '@statix/contract';
import type { CargoJob } from '../workbench/workbench.js';

/** The package of the repository whose crates are compiled. */
export interface SeededPackage {
  readonly name: string;
  /** Repository-relative directory; empty for that of the repository. */
  readonly root: string;
}

/**
 * Digest of everything that decides which units a seed job makes. Packages that differ in nothing but their
 * name and place use the same units: Cargo's identity of a crate knows nothing of who depends on it. So they
 * have the same key, and of several only the first needs a job. Should two keys be alike that are not meant to
 * be, a build is given units that it has no use for, and compiles what it lacks.
 *
 * @param lockfile repository-relative path of Cargo.lock
 */
export function seedKey(
  {
    argv,
    environment,
    workingDirectory,
    inputs,
  }: Pick<CargoJob<unknown>, 'argv' | 'environment' | 'workingDirectory' | 'inputs'>,
  own: SeededPackage,
  lockfile: string,
): string {
  const anonymous = (text: string): string => {
    const unnamed = text.replaceAll(`"${own.name}"`, '"?"');
    return own.root === '' ? unnamed : unnamed.replaceAll(own.root, '?');
  };
  const digestOf = (path: string, content: Buffer): string => {
    const text = anonymous(content.toString('latin1'));
    const hash = createHash('sha256').update(path === lockfile ? entriesInOrder(text) : text);
    return hash.digest('hex');
  };
  return canonicalDigest([
    argv.map(anonymous),
    environment,
    anonymous(workingDirectory),
    inputs.flatMap(({ files }) =>
      files.map(({ path, content }) => [anonymous(path), digestOf(path, content)]),
    ),
  ]);
}

/** Cargo.lock has its packages by name, so that the place of one tells its name. */
function entriesInOrder(lock: string): string {
  return lock.split('\n[[package]]\n').sort().join('\n[[package]]\n');
}
