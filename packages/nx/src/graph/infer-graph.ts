import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dirname } from 'node:path/posix';
import type { CreateNodesResult } from '@nx/devkit';
import { renderError, StatixError } from '@statix/contract/errors';
import {
  documentCache,
  lockfileProblem,
  readRepository,
  repositoryFiles,
  type CargoPackage,
  type CargoRepository,
  type DocumentCache,
  type RepositoryFiles,
} from '@statix/cargo/graph';
import { imageProject, type ImageProject } from '../targets/image-project.js';
import { rustProject } from '../targets/rust-project.js';
import { chosenByOptions } from './chosen-by-options.js';
import { existingNames } from './existing-names.js';
import type { GraphEdges, GraphReading } from './graph-reading.js';
import { startObservation, type Observation, type Observer } from './observation.js';
import { observeFolder, observeProgram } from './observed-folders.js';
import { settingsReader, type SettingsOf } from './package-settings.js';
import { folderOf, nameProjects } from './name-projects.js';
import {
  parsePluginOptions,
  settingsForAll,
  type PackageSettings,
  type PluginOptions,
} from './plugin-options.js';
import { imageProjectName, readImage } from './read-image.js';
import type { GraphQuestion } from './read-graph.js';
import { loadDocuments, saveDocuments } from './stored-graph.js';

export interface InferredGraph {
  readonly reading: GraphReading;
  readonly observation: Observation;
  /** False when it rested on something that was not observed, so that it must not be kept. */
  readonly complete: boolean;
}

type Errors = [file: string, message: string][];

interface Inference {
  readonly repository: CargoRepository;
  readonly files: RepositoryFiles;
  readonly settingsOf: SettingsOf;
  readonly image: ImageProject | undefined;
  readonly errors: Errors;
}

const documents = new Map<string, DocumentCache>();

/** Reads the workspace and infers its projects and edges; parses only manifests that are not known. */
export async function inferGraph(question: GraphQuestion): Promise<InferredGraph> {
  const { workspaceRoot } = question;
  const observer = startObservation();
  const files = repositoryFiles(workspaceRoot, observer);
  const errors: Errors = [];
  const { options, everywhere } = optionsOf(question.options, errors);
  const existing = await existingNames(workspaceRoot, question.files, files);
  const { image, complete } = await findImage(question, options, existing, observer, errors);

  const cache = documents.get(workspaceRoot) ?? documentCache(loadDocuments(workspaceRoot));
  const manifests = question.files.filter((file) => basename(file) === 'Cargo.toml');
  const repository = readRepository(manifests, files, cache);
  documents.set(workspaceRoot, cache.next());
  if (cache.grown) saveDocuments(workspaceRoot, () => cache.serialize());

  for (const manifest of manifests) {
    if (!files.exists(manifest) && isLink(join(workspaceRoot, manifest))) {
      errors.push([manifest, readable(deadLink(manifest))]);
    }
  }

  const chosen = chooser(manifests, options);
  for (const { file, error } of repository.problems) {
    // An excluded manifest is none of ours, whatever is in it.
    if (chosen(file) || basename(file) !== 'Cargo.toml') errors.push([file, readable(error)]);
  }
  const inference: Inference = {
    repository,
    files,
    settingsOf: settingsReader(everywhere, repository, files),
    image,
    errors,
  };
  const packages = repository.packages.filter(({ manifest }) => chosen(manifest));
  const { nodes, notices } = inferProjects(packages, existing, inference);
  const imageNode: [string, CreateNodesResult][] =
    image === undefined ? [] : [[image.identity.definition, projectsOf(imageProject(image))]];
  observeProgram(observer);
  return {
    reading: {
      nodes: [...imageNode, ...nodes],
      errors: atTheirFiles(errors),
      edges: edgesOf(packages),
      notices,
    },
    observation: observer.observed(),
    complete,
  };
}

/** What is wrong with nx.json costs the targets, not the projects. */
function optionsOf(
  raw: unknown,
  errors: Errors,
): { options: PluginOptions; everywhere: Record<string, unknown> | undefined } {
  try {
    const options = parsePluginOptions(raw);
    return { options, everywhere: settingsForAll(raw) };
  } catch (error) {
    errors.push(['nx.json', readable(error)]);
    return { options: parsePluginOptions({}), everywhere: undefined };
  }
}

const definitionName = 'statix-image.json';

async function findImage(
  { workspaceRoot, files }: GraphQuestion,
  { imageDefinition }: PluginOptions,
  existing: ReadonlyMap<string, string>,
  observer: Observer,
  errors: Errors,
): Promise<{ image: ImageProject | undefined; complete: boolean }> {
  const definitions = files.filter((file) => basename(file) === definitionName);
  try {
    const found = await readImage(workspaceRoot, definitions, imageDefinition);
    if (found === undefined) return { image: undefined, complete: true };
    const folder = dirname(found.image.identity.definition);
    observeFolder(observer, join(workspaceRoot, folder));
    for (const read of found.folders) observeFolder(observer, read);
    const projectName = imageProjectName(found.image.identity.definition, existing);
    return { image: { ...found.image, projectName }, complete: true };
  } catch (error) {
    errors.push([imageDefinition ?? definitions[0] ?? definitionName, readable(error)]);
    return { image: undefined, complete: false };
  }
}

/**
 * Which manifests become projects: those that Nx lists, so none that git ignores and none that nx.json
 * takes from the plugin, and of these the ones that the options include and do not exclude.
 */
function chooser(
  manifests: readonly string[],
  options: PluginOptions,
): (manifest: string) => boolean {
  const listed = new Set(manifests);
  const chosen = chosenByOptions(options);
  return (manifest) => listed.has(manifest) && chosen(manifest);
}

function inferProjects(
  packages: readonly CargoPackage[],
  existing: ReadonlyMap<string, string>,
  inference: Inference,
): { nodes: [string, CreateNodesResult][]; notices: readonly string[] } {
  const others = inference.image === undefined ? [] : [inference.image.projectName];
  const { settings, names, notices } = nameProjects(
    packages,
    inference.settingsOf,
    existing,
    others,
  );
  for (const { problem } of settings.values()) {
    if (problem !== undefined) inference.errors.push([problem.file, readable(problem.error)]);
  }
  const nodes = packages.flatMap((cargoPackage): [string, CreateNodesResult][] => {
    const { manifest, name, root } = cargoPackage;
    const projectName = names.get(root) ?? name;
    const own = settings.get(cargoPackage)?.settings;
    reportLock(cargoPackage, inference);
    try {
      return [[manifest, projectsOf(infer(cargoPackage, own, projectName, inference))]];
    } catch (error) {
      inference.errors.push([manifest, readable(error)]);
      return [[manifest, projectsOf(infer(cargoPackage, undefined, projectName, inference))]];
    }
  });
  return { nodes, notices };
}

/** A program without a sound Cargo.lock stays: what is wrong is said here and by who builds. */
function reportLock(cargoPackage: CargoPackage, inference: Inference): void {
  if (!cargoPackage.targets.some(({ kind }) => kind === 'bin')) return;
  const problem = lockfileProblem(inference.repository, cargoPackage, inference.files);
  if (problem !== undefined) inference.errors.push([cargoPackage.manifest, readable(problem)]);
}

/** @param settings undefined where they cannot be read: the project stays, without targets */
function infer(
  cargoPackage: CargoPackage,
  settings: PackageSettings | undefined,
  projectName: string,
  { repository, files, image }: Inference,
) {
  const workspace = repository.workspaces.find(({ root }) => root === cargoPackage.workspace);
  return rustProject({
    repository,
    files,
    package: cargoPackage,
    workspace,
    settings,
    image,
    projectName,
  });
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

function projectsOf<Project extends { root: string }>(project: Project) {
  return { projects: { [project.root]: project } };
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

/** Nx prints only an error's message. */
function readable(error: unknown): string {
  return renderError(error);
}
