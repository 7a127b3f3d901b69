import { manifestError } from '../manifest/manifest-error.js';
import type { Manifest } from '../manifest/read-manifest.js';
import type { FoundRoot } from '../workspace/workspace-root.js';

/**
 * `version` or `edition` of a package, from its own manifest or, with `{ workspace = true }`, from
 * its workspace. Cargo book, "The package table".
 *
 * @returns undefined when the manifest does not have it, or has it from a root that is broken
 * @throws StatixError STATIX_MANIFEST_INHERITANCE
 */
export function inheritedField(
  field: 'version' | 'edition',
  manifest: Manifest,
  root: FoundRoot,
): string | undefined {
  const own = manifest.package?.[field];
  if (own === undefined || typeof own === 'string') return own;
  if (root.kind === 'broken') return undefined;
  const inherited =
    root.kind === 'root' ? root.manifest.document.workspace?.package?.[field] : undefined;
  if (inherited !== undefined) return inherited;
  throw manifestError(manifest, ['package', field], {
    code: 'STATIX_MANIFEST_INHERITANCE',
    what: `\`${field}\` is taken from the workspace, which does not have it`,
    why:
      root.kind === 'root'
        ? `${root.manifest.path} has no \`${field}\` in [workspace.package].`
        : `${manifest.path} belongs to no workspace.`,
    remedies: [`Set \`${field}\` in [workspace.package] of the root, or here.`],
  });
}
