import { z } from 'zod';
import { StatixError } from '@statix/contract';
import { keyPosition } from '../toml/key-position.js';
import { parseToml } from '../toml/parse-toml.js';

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
}

const lockedPackage = z.looseObject({
  name: z.string(),
  version: z.string(),
  source: z.string().optional(),
  checksum: z.string().optional(),
  dependencies: z.array(z.string()).optional(),
});

const lockfileSchema = z.looseObject({
  version: z
    .union([z.literal(3), z.literal(4)], { error: 'expected lock file version 3 or 4' })
    .optional(),
  root: lockedPackage.optional(),
  package: z.array(lockedPackage).optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

/**
 * Parses a Cargo.lock of any version that exists: 1 and 2 have no version key, 1 keeps checksums in
 * `[metadata]` and may have its root package in `[root]`, 4 encodes git sources as URLs.
 * Cargo: `core/resolver/encode.rs`.
 *
 * @param path names the file in errors
 * @throws StatixError STATIX_LOCKFILE_INVALID with line and column
 */
export function parseLockfile(text: string, path: string): LockedPackage[] {
  const document = parsed(text, path);
  const result = lockfileSchema.safeParse(document);
  if (!result.success) {
    const [issue] = result.error.issues;
    const { line, column } = keyPosition(text, issue?.path ?? []);
    throw invalid(
      `${path}:${line}:${column}: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`,
    );
  }
  const { root, package: packages = [], metadata = {} } = result.data;
  return [...(root === undefined ? [] : [root]), ...packages].map((entry) => {
    const { name, version, source, dependencies = [] } = entry;
    const checksum = entry.checksum ?? metadata[`checksum ${name} ${version} (${source ?? ''})`];
    return {
      name,
      version,
      ...(source === undefined ? {} : { source }),
      ...(checksum === undefined || checksum === '<none>' ? {} : { checksum }),
      dependencies,
    };
  });
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
