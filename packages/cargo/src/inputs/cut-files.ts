import { hash } from 'node:crypto';
import { isStatixError, type StatixError } from '@statix/contract/errors';
import type { RepositoryFiles } from '../files/repository-files.js';
import { lockClosures, type LockClosureOf } from '../lockfile/lock-closure.js';
import { lockText } from '../lockfile/lock-text.js';
import { readLockfile, type LockedPackage, type Lockfile } from '../lockfile/parse-lockfile.js';
import type { CargoPackage } from '../model/cargo-package.js';
import type { CargoRepository } from '../model/cargo-repository.js';
import type { CargoWorkspace } from '../model/cargo-workspace.js';
import { parseToml } from '../toml/parse-toml.js';
import {
  cutManifest,
  cutManifestEncoding,
  type CutFor,
  type RootManifest,
} from './cut-manifest.js';
import { isMemberFor } from './package-universe.js';
import { repositoryIndex } from './repository-index.js';

/** A file that a build sees in a form of its own in the place of the one on disk. */
export interface CutFile {
  /** Repository-relative. */
  readonly path: string;
  readonly content: string;
}

/**
 * The root manifest and Cargo.lock as the build of one package sees them: cut down to what it needs
 * of them (`cutManifest`), and to what its entry in the lock leads to. Whatever else those two files
 * say cannot reach a build that does not see it, so it need not be in its hash either.
 *
 * A package without an entry of its own (the lock is out of date) sees all of the lock.
 *
 * @throws StatixError STATIX_LOCKFILE_INVALID
 */
export function cutFilesOf(
  repository: CargoRepository,
  pkg: CargoPackage,
  files: RepositoryFiles,
): CutFile[] {
  const source = sourceOf(repository, pkg, files);
  if (source === undefined) return [];
  if (source.lock !== undefined && 'error' in source.lock) throw source.lock.error;
  const locked = lockedFor(pkg, source);
  const manifest = {
    path: source.workspace.manifest,
    content: cutManifest(source.root, cutFor(repository, pkg, source, locked)),
  };
  if (source.lock === undefined || source.workspace.lockfile === undefined) return [manifest];
  const { version } = source.lock.lockfile;
  const lock = { ...(version === undefined ? {} : { version }), packages: [...locked] };
  return [manifest, { path: source.workspace.lockfile, content: lockText(lock) }];
}

/**
 * sha256 over what decides {@link cutFilesOf}, 64 hex digits, made without writing them out:
 * a thousand packages share the reading of one lock. A lock that is broken counts as its text; who
 * builds reports it.
 */
export function workspaceDigest(
  repository: CargoRepository,
  pkg: CargoPackage,
  files: RepositoryFiles,
): string {
  const source = sourceOf(repository, pkg, files);
  if (source === undefined) return digestOfText('');
  const locked = lockedFor(pkg, source);
  const manifest = cutManifestEncoding(source.root, cutFor(repository, pkg, source, locked));
  const before = `${manifest.length}\n${manifest}\n`;
  const { lock } = source;
  if (lock === undefined) return digestOfText(before);
  if ('error' in lock) return digestOfText(`${before}${lock.text}`);
  const version = lock.lockfile.version ?? '';
  return digestOfText(`${before}${version}\n${locked.map(lock.digestOf).join('')}`);
}

/** In one call: a thousand Hash objects keep the collector busy (memory outside V8's heap counts). */
function digestOfText(text: string): string {
  return hash('sha256', text, 'hex');
}

/**
 * What is wrong with the Cargo.lock of a package's workspace.
 *
 * @returns STATIX_LOCKFILE_INVALID or STATIX_FILE_NOT_UTF8; undefined for a sound one and for none
 */
export function lockfileProblem(
  repository: CargoRepository,
  pkg: CargoPackage,
  files: RepositoryFiles,
): StatixError | undefined {
  const lock = sourceOf(repository, pkg, files)?.lock;
  return lock !== undefined && 'error' in lock ? lock.error : undefined;
}

interface Source {
  readonly workspace: CargoWorkspace;
  readonly root: RootManifest;
  readonly lock: ReadLock | BrokenLock | undefined;
}

interface ReadLock {
  readonly lockfile: Lockfile;
  /** The entry of a package in the repository. */
  readonly entryOf: (pkg: CargoPackage) => LockedPackage | undefined;
  readonly closureOf: LockClosureOf;
  readonly digestOf: (entry: LockedPackage) => string;
}

interface BrokenLock {
  readonly text: string;
  readonly error: StatixError;
}

const sources = new WeakMap<CargoRepository, Map<string, Source | undefined>>();

/** Read once for all packages of a workspace. */
function sourceOf(
  repository: CargoRepository,
  pkg: CargoPackage,
  files: RepositoryFiles,
): Source | undefined {
  const known = sources.get(repository) ?? new Map<string, Source | undefined>();
  sources.set(repository, known);
  if (!known.has(pkg.workspace)) {
    const workspace = repositoryIndex(repository).workspaceAt.get(pkg.workspace);
    known.set(pkg.workspace, workspace && readSource(workspace, files));
  }
  return known.get(pkg.workspace);
}

function readSource(workspace: CargoWorkspace, files: RepositoryFiles): Source {
  const text = files.read(workspace.manifest);
  const document = parseToml(text, workspace.manifest, 'STATIX_MANIFEST_SYNTAX');
  return {
    workspace,
    root: { directory: workspace.root, text, document },
    lock: workspace.lockfile === undefined ? undefined : readLock(workspace.lockfile, files),
  };
}

function readLock(path: string, files: RepositoryFiles): ReadLock | BrokenLock {
  let text = '';
  try {
    text = files.read(path);
    const lockfile = readLockfile(text, path);
    return { lockfile, ...followLock(lockfile.packages) };
  } catch (error) {
    if (!isStatixError(error)) throw error;
    return { text, error };
  }
}

function followLock(packages: readonly LockedPackage[]): Omit<ReadLock, 'lockfile'> {
  const local = new Map(
    packages
      .filter(({ source }) => source === undefined)
      .map((entry) => [`${entry.name} ${entry.version}`, entry]),
  );
  const digests = new Map<LockedPackage, string>();
  return {
    entryOf: ({ name, version }) => local.get(`${name} ${version}`),
    closureOf: lockClosures(packages),
    digestOf(entry) {
      const known = digests.get(entry);
      if (known !== undefined) return known;
      const digest = hash('sha256', JSON.stringify(entry), 'base64');
      digests.set(entry, digest);
      return digest;
    },
  };
}

/** In the order of the lock. */
function lockedFor(pkg: CargoPackage, { lock }: Source): readonly LockedPackage[] {
  if (lock === undefined || 'error' in lock) return [];
  const own = lock.entryOf(pkg);
  return own === undefined ? lock.lockfile.packages : lock.closureOf(own);
}

function cutFor(
  repository: CargoRepository,
  pkg: CargoPackage,
  { lock }: Source,
  locked: readonly LockedPackage[],
): CutFor {
  const { memberRoots, universeOf } = repositoryIndex(repository);
  return {
    packages: universeOf(pkg).packages,
    isMember: (one) => isMemberFor(pkg, one, memberRoots),
    // Without a lock that can be followed any crate may be one of this package's.
    crateNames: () =>
      lock === undefined || 'error' in lock ? undefined : new Set(locked.map(({ name }) => name)),
  };
}
