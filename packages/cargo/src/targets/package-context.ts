import type { RepositoryFiles } from '../files/repository-files.js';
import type { Manifest } from '../manifest/read-manifest.js';
import type { TomlPackage } from '../manifest/manifest-schema.js';

/** A package as far as its targets depend on it. */
export interface PackageContext {
  readonly manifest: Manifest;
  readonly package: TomlPackage;
  /** Undefined means 2015, as in Cargo. */
  readonly edition: string | undefined;
  readonly files: RepositoryFiles;
}

/** Edition 2015 finds fewer targets on its own, and accepts paths that later ones do not. */
export function isEdition2015(context: PackageContext): boolean {
  return context.edition === undefined || context.edition === '2015';
}
