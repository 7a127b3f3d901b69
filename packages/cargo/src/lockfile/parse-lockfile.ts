import { StatixError } from '@statix/contract/errors';
import { keyPosition } from '../toml/key-position.js';
import { parseToml } from '../toml/parse-toml.js';
import { isLockfileDocument } from './is-lockfile.js';

/** One package of a Cargo.lock. */
export interface LockedPackage {
  name: string;
  version: string;
  /** Absent for packages in the repository. */
  source?: string;
  /** sha256 of a registry package's archive, in hex. */
  checksum?: string;
  /** As written: `name`, `name version` or `name version (source)`, as much as tells it apart. */
  dependencies: string[];
  /** What `[replace]` puts in its place, written like a dependency. */
  replace?: string;
}

export interface Lockfile {
  /** Absent in versions 1 and 2. */
  version?: 3 | 4;
  packages: LockedPackage[];
}

/**
 * Parses a Cargo.lock of any version that exists: 1 and 2 have no version key, 1 keeps checksums in
 * `[metadata]` and may have its root package in `[root]`, 4 encodes git sources as URLs.
 * Cargo: `core/resolver/encode.rs`.
 *
 * @param path names the file in errors
 * @throws StatixError STATIX_LOCKFILE_INVALID with line and column
 */
export function parseLockfile(text: string, path: string): LockedPackage[] {
  return readLockfile(text, path).packages;
}

/** As {@link parseLockfile}, with the version. */
export function readLockfile(text: string, path: string): Lockfile {
  const document = parsed(text, path);
  if (!isLockfileDocument(document)) {
    const [issue] = schemas().lockfileSchema.safeParse(document).error?.issues ?? [];
    const { line, column } = keyPosition(text, issue?.path ?? []);
    throw invalid(
      `${path}:${line}:${column}: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`,
    );
  }
  const { version: format, root, package: entries = [], metadata = {} } = document;
  const packages = [...(root === undefined ? [] : [root]), ...entries].map((entry) => {
    const { name, version, source, dependencies = [], replace } = entry;
    const checksum = entry.checksum ?? metadata[`checksum ${name} ${version} (${source ?? ''})`];
    return {
      name,
      version,
      ...(source === undefined ? {} : { source }),
      ...(checksum === undefined || checksum === '<none>' ? {} : { checksum }),
      dependencies,
      ...(replace === undefined ? {} : { replace }),
    };
  });
  return { ...(format === undefined ? {} : { version: format }), packages };
}

/** Made only for a lock that something is wrong with. */
function schemas(): typeof import('./lockfile-schema.js') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-return
  return require('./lockfile-schema.js');
}

function parsed(text: string, path: string): unknown {
  try {
    return parseToml(text, path, 'STATIX_LOCKFILE_INVALID');
  } catch (error) {
    if (!(error instanceof StatixError)) throw error;
    throw invalid(error.what, error);
  }
}

function invalid(what: string, cause?: StatixError): StatixError {
  return new StatixError({
    code: 'STATIX_LOCKFILE_INVALID',
    what,
    why: cause?.why ?? 'The file is not a Cargo.lock of a version that is known here.',
    excerpt: cause?.excerpt ?? [],
    remedies: [
      {
        text: 'Take the last good one and let Cargo bring it up to date:',
        snippet: 'git checkout HEAD -- Cargo.lock && cargo update --workspace',
      },
    ],
    cause,
  });
}
