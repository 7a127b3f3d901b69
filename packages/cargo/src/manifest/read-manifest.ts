import { isStatixError, StatixError } from '@statix/contract/errors';
import { manifestOf } from '../files/repository-path.js';
import type { RepositoryFiles } from '../files/repository-files.js';
import { documentCache, type DocumentCache } from './document-cache.js';
import { isManifestDocument } from './is-manifest.js';
import { keptParts } from './kept-parts.js';
import { manifestError } from './manifest-error.js';
import type { ManifestDocument, TomlPackage } from './manifest-schema.js';
import { isPackageName } from './package-name.js';
import { parseToml } from '../toml/parse-toml.js';

/** A Cargo.toml that was read and is sound as far as this package needs it. */
export interface Manifest {
  readonly directory: string;
  readonly path: string;
  readonly text: string;
  readonly document: ManifestDocument;
  /** `[package]`, or the deprecated `[project]`; undefined for a virtual manifest. */
  readonly package: TomlPackage | undefined;
}

/**
 * Reads and checks the Cargo.toml of a directory.
 *
 * @throws StatixError STATIX_MANIFEST_UNREADABLE, STATIX_MANIFEST_SYNTAX, STATIX_MANIFEST_INVALID,
 *   each naming file, line and column
 * @param cache documents that were parsed and checked before, by their text
 */
export function readManifest(
  directory: string,
  files: RepositoryFiles,
  cache: DocumentCache = documentCache(),
): Manifest {
  const path = manifestOf(directory);
  const text = readText(path, files);
  const document = cache.documentOf(text, () => parseManifest(text, path));
  const manifest: Manifest = {
    directory,
    path,
    text,
    document,
    package: document.package ?? document.project,
  };
  checkTables(manifest);
  return manifest;
}

function parseManifest(text: string, path: string): ManifestDocument {
  const document = parseToml(text, path, 'STATIX_MANIFEST_SYNTAX');
  const kept = keptParts(document);
  if (isManifestDocument(kept)) return kept;
  const { manifestSchema } = schemas();
  const parsed = manifestSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw manifestError({ path, text }, issue?.path ?? [], {
    code: 'STATIX_MANIFEST_INVALID',
    what: `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not a manifest'}`,
    cause: parsed.error,
  });
}

/** Made only for a manifest that something is wrong with. */
function schemas(): typeof import('./manifest-schema.js') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-return
  return require('./manifest-schema.js');
}

function readText(path: string, files: RepositoryFiles): string {
  try {
    return files.read(path);
  } catch (cause) {
    throw new StatixError({
      code: 'STATIX_MANIFEST_UNREADABLE',
      what: isStatixError(cause) ? cause.what : `${path} cannot be read`,
      why: isStatixError(cause)
        ? (cause.why ?? '')
        : cause instanceof Error
          ? cause.message
          : String(cause),
      remedies: isStatixError(cause) ? cause.remedies : [],
      cause,
    });
  }
}

/** What only a package may have; in a virtual manifest Cargo refuses it. */
const ofPackages = [
  'lib',
  'bin',
  'example',
  'test',
  'bench',
  'features',
  'dependencies',
  'dev-dependencies',
  'build-dependencies',
  'target',
] as const;

function checkTables(manifest: Manifest): void {
  const { document } = manifest;
  if (manifest.package === undefined) {
    if (document.workspace === undefined) {
      throw manifestError(manifest, [], {
        code: 'STATIX_MANIFEST_INVALID',
        what: 'the manifest has neither a [package] nor a [workspace] table',
      });
    }
    const misplaced = ofPackages.find((key) => document[key] !== undefined);
    if (misplaced !== undefined) {
      throw manifestError(manifest, [misplaced], {
        code: 'STATIX_MANIFEST_INVALID',
        what: `a manifest without [package] has a \`${misplaced}\` section, which Cargo does not allow`,
        remedies: ['Move it to the packages that need it, or to [workspace.dependencies].'],
      });
    }
    return;
  }
  if (!isPackageName(manifest.package.name)) {
    throw manifestError(manifest, ['package', 'name'], {
      code: 'STATIX_MANIFEST_INVALID',
      what: `'${manifest.package.name}' is not a package name`,
      why: 'A name begins with a letter or _ and goes on with letters, digits, - and _.',
    });
  }
  if (document.workspace !== undefined && manifest.package.workspace !== undefined) {
    throw manifestError(manifest, ['package', 'workspace'], {
      code: 'STATIX_MANIFEST_INVALID',
      what: 'both `package.workspace` and [workspace] are set, and only one can be',
    });
  }
}
