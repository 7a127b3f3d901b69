import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CreateNodesResult } from '@nx/devkit';
import { isStatixError, StatixError } from '@statix/contract/errors';
import {
  documentCache,
  parentOf,
  readRepository,
  repositoryFiles,
  type CargoPackage,
  type CargoRepository,
  type DocumentCache,
  type RepositoryFiles,
} from '@statix/cargo/graph';
import { imageProject, type ImageProject } from '../targets/image-project.js';
import { imageProblemTargets } from '../targets/problem-targets.js';
import { defaultOptions, defaultSettings, isEmpty } from '../settings/default-settings.js';
import { existingNames } from './existing-names.js';
import { folderOf } from './project-folder.js';
import { readQuietly } from './read-quietly.js';
import type { GraphEdges, GraphQuestion, GraphReading } from './graph-reading.js';
import { inferProjects, projectsOf, type Inference, type Met } from './infer-projects.js';
import { problems } from './problems.js';
import { unseenMembers } from './unseen-members.js';
import { startObservation, type Observation, type Observer } from './observation.js';
import { observeFolder, observeProgram } from './observed-folders.js';
import type { SettingsOf } from '../settings/package-settings.js';
import type { PluginOptions } from '../settings/plugin-options.js';
import { imageProjectName, readImage } from './read-image.js';
import { fileSystemTime, loadDocuments, saveDocuments } from './stored-graph.js';

export interface InferredGraph {
  readonly reading: GraphReading;
  readonly observation: () => Observation;
  /** False when it rested on something that was not observed, so that it must not be kept. */
  readonly complete: boolean;
}

const documents = new Map<string, DocumentCache>();

/** Reads the workspace and infers its projects and edges; parses only manifests that are not known. */
export async function inferGraph(question: GraphQuestion): Promise<InferredGraph> {
  const { workspaceRoot } = question;
  const observer = startObservation(fileSystemTime(workspaceRoot), observeProgram);
  const files = repositoryFiles(workspaceRoot, observer);
  const found = problems();
  const { options, everywhere, problem: ofOptions } = await optionsOf(question.options);
  const existing = await existingNames(workspaceRoot, question.files, files);
  const image = await findImage(question, options, existing, { files, observer });

  const cache = documents.get(workspaceRoot) ?? documentCache(loadDocuments(workspaceRoot));
  const manifests = question.files.filter((file) => basename(file) === 'Cargo.toml');
  const repository = readRepository(manifests, files, cache);
  documents.set(workspaceRoot, cache.next());
  if (cache.grown) saveDocuments(workspaceRoot, () => cache.serialize());

  const chosen = await chooser(manifests, options);
  const inference: Inference = {
    repository,
    files,
    settingsOf: await settingsReader(everywhere, repository, files),
    image: image.project,
    problems: found,
    ofAll: [ofOptions, image.problem].filter((problem) => problem !== undefined),
  };
  const packages = repository.packages.filter(({ manifest }) => chosen.manifest(manifest));
  const broken = repository.broken.filter(({ manifest }) => chosen.manifest(manifest));
  const { nodes, notices } = inferProjects(packages, broken, existing, inference);
  // Those of projects are there already.
  for (const { file, error } of [...inference.ofAll, ...repository.problems]) {
    if (chosen.file(file)) found.add(file, error);
  }
  for (const manifest of manifests.filter(chosen.manifest)) {
    if (!files.exists(manifest) && isLink(join(workspaceRoot, manifest))) {
      found.add(manifest, deadLink(manifest));
    }
  }
  return {
    reading: {
      nodes: [...image.nodes, ...nodes],
      problems: found.list(),
      edges: edgesOf(packages),
      notices: [
        ...notices,
        ...unseenMembers(
          repository.packages.filter(({ manifest }) => !chosen.isLeftOut(manifest)),
          new Set(manifests),
          files,
          (path) => isLink(join(workspaceRoot, path)),
        ),
      ],
    },
    observation: () => observer.observed(),
    complete: image.complete,
  };
}

interface ReadOptions {
  readonly options: PluginOptions;
  /** Those of them that are settings of all packages; undefined where they are wrong. */
  readonly everywhere: Record<string, unknown> | undefined;
  readonly problem?: Met;
}

/** What is wrong in nx.json costs the static targets, not the projects. */
async function optionsOf(raw: unknown): Promise<ReadOptions> {
  if (isEmpty(raw)) return { options: defaultOptions, everywhere: {} };
  const { choiceIn, parsePluginOptions, settingsForAll } =
    await import('../settings/plugin-options.js');
  try {
    const options = parsePluginOptions(raw);
    return { options, everywhere: settingsForAll(raw) };
  } catch (error) {
    return {
      options: { ...defaultOptions, ...choiceIn(raw) },
      everywhere: undefined,
      problem: { file: 'nx.json', error },
    };
  }
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

const definitionName = 'statix-image.json';

interface FoundImage {
  readonly project: ImageProject | undefined;
  readonly nodes: readonly [string, CreateNodesResult][];
  /** False when it rests on something that was not observed. */
  readonly complete: boolean;
  readonly problem?: Met;
}

async function findImage(
  { workspaceRoot, files }: GraphQuestion,
  { imageDefinition }: PluginOptions,
  existing: ReadonlyMap<string, string>,
  { files: repository, observer }: { files: RepositoryFiles; observer: Observer },
): Promise<FoundImage> {
  const definitions = files.filter((file) => basename(file) === definitionName);
  try {
    const found = await readImage(workspaceRoot, definitions, imageDefinition);
    if (found === undefined) return { project: undefined, nodes: [], complete: true };
    for (const file of found.files) readQuietly(file, repository);
    if (found.recipeRoot !== undefined) observeFolder(observer, found.recipeRoot);
    const projectName = imageProjectName(found.image.identity.definition, existing);
    const project = { ...found.image, projectName };
    // Edited in between, what was observed is not what was identified: then nothing is kept.
    const again = await readImage(workspaceRoot, definitions, imageDefinition);
    return {
      project,
      nodes: [[project.identity.definition, projectsOf(imageProject(project))]],
      complete: again?.image.identity.identity === project.identity.identity,
    };
  } catch (error) {
    const definition = imageDefinition ?? definitions[0] ?? definitionName;
    const problem = { file: definition, error };
    // Of several none is the one that is meant.
    const isTheOne = files.includes(definition) && definitions.length === 1 && isStatixError(error);
    if (!isTheOne) return { project: undefined, nodes: [], complete: false, problem };
    const broken = {
      name: imageProjectName(definition, existing),
      root: folderOf(parentOf(definition) ?? ''),
      targets: imageProblemTargets(error),
    };
    return {
      project: undefined,
      nodes: [[definition, projectsOf(broken)]],
      complete: false,
      problem,
    };
  }
}

/** What of the repository the plugin speaks of. */
interface Chosen {
  /** Whether a manifest becomes a project. */
  readonly manifest: (manifest: string) => boolean;
  /** Whether the options leave a manifest out. */
  readonly isLeftOut: (manifest: string) => boolean;
  /** Whether what is wrong with a file is said, where no project meets it. */
  readonly file: (file: string) => boolean;
}

/**
 * Which manifests become projects: those that Nx lists, so none that git ignores and none that nx.json
 * takes from the plugin, and of these the ones that the options include and do not exclude.
 */
async function chooser(manifests: readonly string[], options: PluginOptions): Promise<Chosen> {
  const listed = new Set(manifests);
  if (options.include.length + options.exclude.length === 0) {
    return {
      manifest: (manifest) => listed.has(manifest),
      isLeftOut: () => false,
      file: (file) => listed.has(file) || basename(file) !== 'Cargo.toml',
    };
  }
  const { chosenByOptions } = await import('../settings/chosen-by-options.js');
  const chosen = chosenByOptions(options);
  const isManifest = (file: string) => listed.has(file) && chosen(file);
  return {
    manifest: isManifest,
    isLeftOut: (manifest) => !chosen(manifest),
    file: (file) => (basename(file) === 'Cargo.toml' ? isManifest(file) : !chosen.isExcluded(file)),
  };
}

/** Every way from a package to another one of the graph, once. */
function edgesOf(packages: readonly CargoPackage[]): GraphEdges {
  const roots = new Set(packages.map(({ root }) => root));
  return packages.flatMap(({ root: source, pathDependencies }): GraphEdges => {
    const targets = pathDependencies
      .map(({ root }) => root)
      .filter((target) => target !== source && roots.has(target));
    return targets.length === 0
      ? []
      : [[folderOf(source), [...new Set(targets)].map((target) => folderOf(target))]];
  });
}

/** git lists links without following them. */
function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function deadLink(manifest: string): StatixError {
  return new StatixError({
    code: 'STATIX_MANIFEST_UNREADABLE',
    what: `${manifest}:1:1: it is a symbolic link that leads nowhere, in a circle or out of the repository`,
    why: 'A build sees the files of this repository and no others.',
    remedies: ['Put the file itself in its place, or remove the link.'],
  });
}
