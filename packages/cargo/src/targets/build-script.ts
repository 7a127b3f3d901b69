import { inDirectory, resolvePath } from '../files/repository-path.js';
import { manifestError } from '../manifest/manifest-error.js';
import type { PackageContext } from './package-context.js';

/**
 * The build script of a package: `package.build`, or `build.rs` beside the manifest.
 * A list of several scripts needs nightly Cargo; the first of one is taken.
 *
 * @returns its repository-relative path
 * @throws StatixError STATIX_MANIFEST_TARGET_INVALID
 */
export function buildScript(context: PackageContext): string | undefined {
  const { manifest } = context;
  const { build, links } = context.package;
  const path = Array.isArray(build) ? build[0] : build;
  if (
    path === false ||
    (path === undefined && !context.files.exists(inDirectory(manifest.directory, 'build.rs')))
  ) {
    if (links === undefined) return undefined;
    throw manifestError(manifest, ['package', 'links'], {
      code: 'STATIX_MANIFEST_TARGET_INVALID',
      what: `${context.package.name} links to '${links}' but has no build script`,
      why: 'Cargo wants a build script in every package with `links`.',
      remedies: ['Add a build.rs, or remove `links`.'],
    });
  }
  const resolved = resolvePath(manifest.directory, typeof path === 'string' ? path : 'build.rs');
  if (resolved === undefined) {
    throw manifestError(manifest, ['package', 'build'], {
      code: 'STATIX_MANIFEST_TARGET_INVALID',
      what: `the build script ${String(path)} is outside of the repository`,
    });
  }
  return resolved;
}
