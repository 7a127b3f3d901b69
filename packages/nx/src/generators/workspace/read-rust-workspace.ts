import { globAsync, type Tree } from '@nx/devkit';
import type {
  CargoPackage,
  CargoRepository,
  ManifestProblem,
  RepositoryFiles,
} from '@statix/cargo';
import { inferProject } from '../../graph/infer-projects.js';
import { listedFiles } from '../../reading/listed-files.js';
import { readImage } from '../../reading/read-image.js';
import { imageOfPackage } from '../../reading/workspace-images.js';
import { readWorkspace, type WorkspaceReading } from '../../reading/read-workspace.js';
import type { SettingsOf } from '../../settings/package-settings.js';
import type { PackageSettings } from '../../settings/plugin-options.js';
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
 * @param lookAtImage reads the image, from disk: its recipe is no part of a tree
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID of nx.json, and those of an image
 *   definition that cannot be read
 */
export async function readRustWorkspace(
  tree: Tree,
  lookAtImage: typeof readImage = readImage,
): Promise<RustWorkspace> {
  const reading = await readTree(tree);
  const { repository, files, packages, settingsOf, chosen } = reading;
  const found = await lookAtImage(tree.root, reading);
  const image = found?.image;
  const { names } = reading.namesBeside(image);
  const nameOf = ({ root, name }: CargoPackage): string => names.get(root) ?? name;
  return {
    repository,
    files,
    packages,
    problems: repository.problems.filter(({ file }) => chosen.file(file)),
    settingsOf,
    image,
    nameOf,
    nx: packageManager(tree).nx,
    targetsOf(cargoPackage, settings) {
      const from = {
        repository,
        files,
        image: found && imageOfPackage(found.images, cargoPackage, files),
      };
      return inferProject(cargoPackage, settings, nameOf(cargoPackage), from).targets ?? {};
    },
  };
}

/**
 * Reads the workspace of a generator, with what has been written so far.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID of nx.json
 */
export async function readTree(tree: Tree): Promise<WorkspaceReading> {
  const reading = await readWorkspace({
    workspaceRoot: tree.root,
    listed: await globAsync(tree, [listedFiles]),
    files: treeFiles(tree),
    options: pluginOptions(tree),
  });
  if (reading.optionsProblem !== undefined) throw reading.optionsProblem.error;
  return reading;
}
