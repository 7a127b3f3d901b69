import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CreateNodesResult } from '@nx/devkit';
import { renderError, StatixError } from '@statix/contract/errors';
import {
  documentCache,
  readRepository,
  repositoryFiles,
  type CargoPackage,
  type CargoRepository,
  type DocumentCache,
  type RepositoryFiles,
} from '@statix/cargo/graph';
import { imageProject, type ImageProject } from '../targets/image-project.js';
import { defaultOptions, defaultSettings, isEmpty } from './default-settings.js';
import { existingNames } from './existing-names.js';
import { folderOf } from './project-folder.js';
import { readQuietly } from './read-quietly.js';
import type { GraphEdges, GraphQuestion, GraphReading } from './graph-reading.js';
import { inferProjects, projectsOf, type Errors, type Inference } from './infer-projects.js';
import { startObservation, type Observation, type Observer } from './observation.js';
import { observeFolder, observeProgram } from './observed-folders.js';
import type { SettingsOf } from './package-settings.js';
import type { PluginOptions } from './plugin-options.js';
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
  const errors: Errors = [];
  const { options, everywhere } = await optionsOf(question.options, errors);
  const existing = await existingNames(workspaceRoot, question.files, files);
  const { image, complete } = await findImage(
    question,
    options,
    existing,
    { files, observer },
    errors,
  );

  const cache = documents.get(workspaceRoot) ?? documentCache(loadDocuments(workspaceRoot));
  const manifests = question.files.filter((file) => basename(file) === 'Cargo.toml');
  const repository = readRepository(manifests, files, cache);
  documents.set(workspaceRoot, cache.next());
  if (cache.grown) saveDocuments(workspaceRoot, () => cache.serialize());

  for (const manifest of manifests) {
    if (!files.exists(manifest) && isLink(join(workspaceRoot, manifest))) {
      errors.push([manifest, renderError(deadLink(manifest))]);
    }
  }

  const chosen = await chooser(manifests, options);
  for (const { file, error } of repository.problems) {
    // An excluded manifest is none of ours, whatever is in it.
    if (chosen(file) || basename(file) !== 'Cargo.toml') errors.push([file, renderError(error)]);
  }
  const inference: Inference = {
    repository,
    files,
    settingsOf: await settingsReader(everywhere, repository, files),
    image,
    errors,
  };
  const packages = repository.packages.filter(({ manifest }) => chosen(manifest));
  const { nodes, notices } = inferProjects(packages, existing, inference);
  const imageNode: [string, CreateNodesResult][] =
    image === undefined ? [] : [[image.identity.definition, projectsOf(imageProject(image))]];
  return {
    reading: {
      nodes: [...imageNode, ...nodes],
      errors: atTheirFiles(errors),
      edges: edgesOf(packages),
      notices,
    },
    observation: () => observer.observed(),
    complete,
  };
}

interface ReadOptions {
  readonly options: PluginOptions;
  /** Those of them that are settings of all packages; undefined where they are wrong. */
  readonly everywhere: Record<string, unknown> | undefined;
}

/** What is wrong with nx.json costs the targets, not the projects. */
async function optionsOf(raw: unknown, errors: Errors): Promise<ReadOptions> {
  if (isEmpty(raw)) return { options: defaultOptions, everywhere: {} };
  const { parsePluginOptions, settingsForAll } = await import('./plugin-options.js');
  try {
    const options = parsePluginOptions(raw);
    return { options, everywhere: settingsForAll(raw) };
  } catch (error) {
    errors.push(['nx.json', renderError(error)]);
    return { options: defaultOptions, everywhere: undefined };
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
  const reader = await import('./package-settings.js');
  return reader.settingsReader(everywhere, repository, files);
}

const definitionName = 'statix-image.json';

async function findImage(
  { workspaceRoot, files }: GraphQuestion,
  { imageDefinition }: PluginOptions,
  existing: ReadonlyMap<string, string>,
  { files: repository, observer }: { files: RepositoryFiles; observer: Observer },
  errors: Errors,
): Promise<{ image: ImageProject | undefined; complete: boolean }> {
  const definitions = files.filter((file) => basename(file) === definitionName);
  try {
    const found = await readImage(workspaceRoot, definitions, imageDefinition);
    if (found === undefined) return { image: undefined, complete: true };
    for (const file of found.files) readQuietly(file, repository);
    if (found.recipeRoot !== undefined) observeFolder(observer, found.recipeRoot);
    const projectName = imageProjectName(found.image.identity.definition, existing);
    // Edited in between, what was observed is not what was identified: then nothing is kept.
    const again = await readImage(workspaceRoot, definitions, imageDefinition);
    const complete = again?.image.identity.identity === found.image.identity.identity;
    return { image: { ...found.image, projectName }, complete };
  } catch (error) {
    errors.push([imageDefinition ?? definitions[0] ?? definitionName, renderError(error)]);
    return { image: undefined, complete: false };
  }
}

/**
 * Which manifests become projects: those that Nx lists, so none that git ignores and none that nx.json
 * takes from the plugin, and of these the ones that the options include and do not exclude.
 */
async function chooser(
  manifests: readonly string[],
  options: PluginOptions,
): Promise<(manifest: string) => boolean> {
  const listed = new Set(manifests);
  if (options.include.length + options.exclude.length === 0) {
    return (manifest) => listed.has(manifest);
  }
  const { chosenByOptions } = await import('./chosen-by-options.js');
  const chosen = chosenByOptions(options);
  return (manifest) => listed.has(manifest) && chosen(manifest);
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

/**
 * Each error once and at the file that its message begins with: a Cargo.lock that cannot be read is
 * met by every package of its workspace.
 */
function atTheirFiles(errors: Errors): Errors {
  const byMessage = new Map<string, string>();
  for (const [file, message] of errors) {
    const place = /^STATIX_\w+ {2}(\S+):\d+:\d+: /.exec(message)?.[1];
    if (!byMessage.has(message)) byMessage.set(message, place ?? file);
  }
  return [...byMessage].map(([message, file]) => [file, message]);
}
