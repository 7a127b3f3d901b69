import {
  readRepository,
  type BrokenPackage,
  type CargoPackage,
  type CargoRepository,
  type DocumentCache,
  type RepositoryFiles,
} from '@statix/cargo/graph';
import { defaultSettings } from '../settings/default-settings.js';
import { isEmpty } from '../settings/is-empty.js';
import type { SettingsOf } from '../settings/package-settings.js';
import type { PluginOptions } from '../settings/plugin-options.js';
import type { ImageProject } from '../targets/image-project.js';
import { chosenOf, type Chosen } from './chosen.js';
import { existingNames } from './existing-names.js';
import { named } from './listed-files.js';
import type { Met } from './met.js';
import { nameProjects } from './name-projects.js';
import type { ProjectNames } from './project-names.js';
import { readOptions } from './read-options.js';

/** Where a workspace is read from: the disk, or what a generator has written so far. */
export interface WorkspaceSource {
  readonly workspaceRoot: string;
  /** The files that match `listedFiles`, as Nx lists them. */
  readonly listed: readonly string[];
  readonly files: RepositoryFiles;
  /** The options of the plugin as nx.json has them. */
  readonly options: unknown;
  /** Manifests that earlier readings parsed. */
  readonly documents?: DocumentCache;
}

/** A workspace as the graph, the doctor and the generators see it. */
export interface WorkspaceReading {
  readonly repository: CargoRepository;
  readonly files: RepositoryFiles;
  readonly options: PluginOptions;
  /** What is wrong with the options, which then are the defaults but for the choice of packages. */
  readonly optionsProblem: Met | undefined;
  /** All Cargo.toml files that Nx lists. */
  readonly manifests: readonly string[];
  /** All statix-image.json files. */
  readonly definitions: readonly string[];
  /** Names that project.json and package.json files give to projects, by folder. */
  readonly existing: ReadonlyMap<string, string>;
  readonly chosen: Chosen;
  /** Those that become projects. */
  readonly packages: readonly CargoPackage[];
  /** Those that would, and cannot be described. */
  readonly broken: readonly BrokenPackage[];
  readonly settingsOf: SettingsOf;
  /** What the packages are called as projects, beside the image of the workspace. */
  readonly namesBeside: (image: Pick<ImageProject, 'projectName'> | undefined) => ProjectNames;
}

/**
 * Reads the Cargo packages of a workspace with the settings and names of their projects. Starts no
 * process. What is wrong with a file is data and throws nothing.
 */
export async function readWorkspace({
  workspaceRoot,
  listed,
  files,
  options: raw,
  documents,
}: WorkspaceSource): Promise<WorkspaceReading> {
  const { options, everywhere, problem } = await readOptions(raw);
  const existing = await existingNames(workspaceRoot, listed, files);
  const manifests = named(listed, 'Cargo.toml');
  const repository = readRepository(manifests, files, documents);
  const chosen = await chosenOf(manifests, options);
  const packages = repository.packages.filter(({ manifest }) => chosen.manifest(manifest));
  const broken = repository.broken.filter(({ manifest }) => chosen.manifest(manifest));
  const settingsOf = await settingsReader(everywhere, repository, files);
  return {
    repository,
    files,
    options,
    optionsProblem: problem,
    manifests,
    definitions: named(listed, 'statix-image.json'),
    existing,
    chosen,
    packages,
    broken,
    settingsOf,
    namesBeside(image) {
      const given = new Map(
        packages.map((own) => [own.root, settingsOf(own).settings?.name] as const),
      );
      const ofRoot = repository.workspaces.find(({ root }) => root === '')?.packages ?? [];
      const members = new Set([
        ...ofRoot.map(({ root }) => root),
        ...broken.filter(({ workspace }) => workspace === '').map(({ root }) => root),
      ]);
      return nameProjects(
        [...packages, ...broken],
        existing,
        ({ root }) => given.get(root),
        ({ root }) => members.has(root),
        image,
      );
    },
  };
}

/** The schemas are loaded only where something is set. */
async function settingsReader(
  everywhere: Record<string, unknown> | undefined,
  repository: CargoRepository,
  files: RepositoryFiles,
): Promise<SettingsOf> {
  const places = [...repository.workspaces, ...repository.packages];
  const silent = places.every(({ metadata }) => metadata === undefined);
  if (silent && everywhere !== undefined && isEmpty(everywhere)) {
    return () => ({ settings: defaultSettings });
  }
  const reader = await import('../settings/package-settings.js');
  return reader.settingsReader(everywhere, repository, files);
}
