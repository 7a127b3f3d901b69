import type { RepositoryFiles } from '../files/repository-files.js';
import type { TomlPackage } from '../manifest/manifest-schema.js';
import type { Manifest } from '../manifest/read-manifest.js';
import { buildScript } from '../targets/build-script.js';
import { packageTargets } from '../targets/package-targets.js';
import { toolchainFile } from '../workspace/toolchain-file.js';
import type { FoundRoot } from '../workspace/workspace-root.js';
import type { CargoPackage, PathDependency } from '../model/cargo-package.js';
import { inheritedField } from './inherited-fields.js';
import { inheritedKeys } from './inherited-keys.js';
import { packageFeatures } from './package-features.js';

/**
 * Puts a package together from its manifest, its workspace and the files beside it.
 *
 * @throws StatixError STATIX_MANIFEST_* for what Cargo would refuse in this one package
 */
export function describePackage(
  manifest: Manifest & { readonly package: TomlPackage },
  root: FoundRoot,
  pathDependencies: readonly PathDependency[],
  files: RepositoryFiles,
): CargoPackage {
  const edition = inheritedField('edition', manifest, root);
  const context = { manifest, package: manifest.package, edition, files };
  const script = buildScript(context);
  const toolchain = toolchainFile(manifest.directory, files);
  let features: CargoPackage['features'] | undefined;
  return {
    name: manifest.package.name,
    version: inheritedField('version', manifest, root) ?? '0.0.0',
    ...(edition === undefined ? {} : { edition }),
    root: manifest.directory,
    manifest: manifest.path,
    workspace: workspaceOf(manifest, root),
    targets: packageTargets(context),
    ...(script === undefined ? {} : { buildScript: script }),
    ...(toolchain === undefined ? {} : { toolchainFile: toolchain }),
    /** Not asked for by the project graph. */
    get features() {
      features ??= packageFeatures(manifest.document);
      return features;
    },
    pathDependencies: [...pathDependencies],
    inherited: inheritedKeys(manifest),
    isFuzzCrate: manifest.package.metadata?.['cargo-fuzz'] === true,
    metadata: manifest.package.metadata?.statix,
  };
}

function workspaceOf(manifest: Manifest, root: FoundRoot): string {
  switch (root.kind) {
    case 'none':
      return manifest.directory;
    case 'root':
      return root.manifest.directory;
    case 'broken':
      return root.directory;
  }
}
