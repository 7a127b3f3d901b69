import { packageVersions } from '../../targets/package-versions.js';

/** The version of this package; all packages of ours are released together. */
export function ownVersion(): string {
  return packageVersions(['@statix/nx'])['@statix/nx'] ?? 'latest';
}
