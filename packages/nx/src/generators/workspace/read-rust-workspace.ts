import { basename } from 'node:path';
import { globAsync, type Tree } from '@nx/devkit';
import {
  readRepository,
  type CargoPackage,
  type CargoRepository,
  type ManifestProblem,
  type RepositoryFiles,
} from '@statix/cargo';
import { chosenByOptions } from '../../settings/chosen-by-options.js';
import { graphFiles } from '../../graph/create-nodes.js';
import { existingNames } from '../../graph/existing-names.js';
import { inferProject } from '../../graph/infer-projects.js';
import { nameProjects } from '../../graph/name-projects.js';
import { settingsReader, type SettingsOf } from '../../settings/package-settings.js';
import {
  parsePluginOptions,
  settingsForAll,
  type PackageSettings,
} from '../../settings/plugin-options.js';
import { imageProjectName, readImage } from '../../graph/read-image.js';
import type { ImageProject } from '../../targets/image-project.js';
import { treeFiles } from '../cargo/tree-files.js';
import { pluginOptions } from '../nx-json/plugin-options.js';
import { packageManager } from './package-manager.js';

/** The Rust projects of a workspace as the plugin infers them, with what a generator has written so far. */
export interface RustWorkspace {
  readonly repository: CargoRepository;
  readonly files: RepositoryFiles;
  /** All that become projects. */
  readonly packages: readonly CargoPackage[];
  /** Manifests that would, and cannot be read. */
  readonly problems: readonly ManifestProblem[];
  readonly settingsOf: SettingsOf;
  readonly image: ImageProject | undefined;
  readonly nameOf: (cargoPackage: CargoPackage) => string;
  /** What Nx is started with in this workspace, for commands to type. */
  readonly nx: string;
  /** The targets that a package has with these settings, by the names that it gives them. */
  targetsOf(
    cargoPackage: CargoPackage,
    settings: PackageSettings,
  ): NonNullable<ReturnType<typeof inferProject>['targets']>;
}

/**
 * Reads a workspace by the same rules as the inference.
 *
 * @param lookAtImage reads the definition of the image, from disk: its recipe is no part of a tree
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID of nx.json, and those of an image
 *   definition that cannot be read
 */
export async function readRustWorkspace(
  tree: Tree,
  lookAtImage: typeof readImage = readImage,
): Promise<RustWorkspace> {
  const raw = pluginOptions(tree);
  const options = parsePluginOptions(raw);
  const { imageDefinition } = raw;
  const files = treeFiles(tree);
  const listed = (await globAsync(tree, [graphFiles])).sort();
  const named = (name: string) => listed.filter((path) => basename(path) === name);

  const chosen = chosenByOptions(options);
  const repository = readRepository(named('Cargo.toml'), files);

  const existing = await existingNames(tree.root, listed, files);
  const found = await lookAtImage(tree.root, named('statix-image.json'), imageDefinition);
  const image = withGivenName(found?.image, existing);
  const settingsOf = settingsReader(settingsForAll(raw), repository, files);
  const packages = repository.packages.filter(({ manifest }) => chosen(manifest));
  const { names } = nameProjects(
    packages,
    existing,
    (cargoPackage) => settingsOf(cargoPackage).settings?.name,
    image,
  );
  const nameOf = ({ root, name }: CargoPackage): string => names.get(root) ?? name;
  return {
    repository,
    files,
    packages,
    problems: repository.problems.filter(({ file }) => chosen(file)),
    settingsOf,
    image,
    nameOf,
    nx: packageManager(tree).nx,
    targetsOf(cargoPackage, settings) {
      const from = { repository, files, image };
      return inferProject(cargoPackage, settings, nameOf(cargoPackage), from).targets ?? {};
    },
  };
}

/** A project.json beside the definition may call the image's project something else. */
function withGivenName(
  image: ImageProject | undefined,
  existing: ReadonlyMap<string, string>,
): ImageProject | undefined {
  if (image === undefined) return undefined;
  return { ...image, projectName: imageProjectName(image.identity.definition, existing) };
}
