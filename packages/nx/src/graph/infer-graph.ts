import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateNodesResult } from '@nx/devkit';
import { isStatixError, StatixError } from '@statix/contract/errors';
import {
  documentCache,
  parentOf,
  repositoryFiles,
  type CargoPackage,
  type DocumentCache,
} from '@statix/cargo/graph';
import type { Met } from '../reading/met.js';
import { folderOf } from '../reading/project-folder.js';
import {
  imageProjectName,
  readImage,
  type FoundImage as ReadImage,
} from '../reading/read-image.js';
import type { WorkspaceImages } from '../reading/workspace-images.js';
import { readQuietly } from '../reading/read-quietly.js';
import { readWorkspace, type WorkspaceReading } from '../reading/read-workspace.js';
import { imageProject, type ImageProject } from '../targets/image-project.js';
import { imageProblemTargets } from '../targets/problem-targets.js';
import type { GraphEdges, GraphQuestion, GraphReading } from './graph-reading.js';
import { inferProjects, projectsOf, type Inference } from './infer-projects.js';
import { problems } from './problems.js';
import { unseenMembers } from './unseen-members.js';
import { startObservation, type Observation, type Observer } from './observation.js';
import { observeFolder, observeProgram } from './observed-folders.js';
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
  const cache = documents.get(workspaceRoot) ?? documentCache(loadDocuments(workspaceRoot));
  const { files: listed, options } = question;
  const reading = await readWorkspace({ workspaceRoot, listed, files, options, documents: cache });
  documents.set(workspaceRoot, cache.next());
  if (cache.grown) saveDocuments(workspaceRoot, () => cache.serialize());

  const { repository, manifests, chosen, packages } = reading;
  const image = await findImage(workspaceRoot, reading, observer);
  const found = problems();
  const inference: Inference = {
    reading,
    images: image.images,
    problems: found,
    ofAll: [reading.optionsProblem, image.problem].filter((problem) => problem !== undefined),
  };
  const { nodes, notices } = inferProjects(inference);
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

interface FoundImage {
  readonly images: WorkspaceImages | undefined;
  readonly nodes: readonly [string, CreateNodesResult][];
  /** False when it rests on something that was not observed. */
  readonly complete: boolean;
  readonly problem?: Met;
}

async function findImage(
  workspaceRoot: string,
  reading: WorkspaceReading,
  observer: Observer,
): Promise<FoundImage> {
  const { definitions, options, existing } = reading;
  try {
    const found = await readImage(workspaceRoot, reading);
    if (found === undefined) return { images: undefined, nodes: [], complete: true };
    for (const file of found.files) readQuietly(file, reading.files);
    if (found.recipeRoot !== undefined) observeFolder(observer, found.recipeRoot);
    // Edited in between, what was observed is not what was identified: then nothing is kept.
    const again = await readImage(workspaceRoot, reading);
    return {
      images: found.images,
      nodes: [
        [found.image.identity.definition, projectsOf(imageProject(found.image, ofChannels(found)))],
      ],
      complete: identitiesOf(again) === identitiesOf(found),
    };
  } catch (error) {
    const definition = options.imageDefinition ?? definitions[0] ?? 'statix-image.json';
    const problem = { file: definition, error };
    // Of several none is the one that is meant.
    const isTheOne =
      definitions.length === 1 && definitions.includes(definition) && isStatixError(error);
    if (!isTheOne) return { images: undefined, nodes: [], complete: false, problem };
    const broken = {
      name: imageProjectName(definition, existing),
      root: folderOf(parentOf(definition) ?? ''),
      targets: imageProblemTargets(error),
    };
    return {
      images: undefined,
      nodes: [[definition, projectsOf(broken)]],
      complete: false,
      problem,
    };
  }
}

function ofChannels({ images }: ReadImage): ImageProject[] {
  return images.channels.flatMap((one) => ('image' in one ? [one.image] : []));
}

function identitiesOf(found: ReadImage | undefined): string {
  if (found === undefined) return '';
  return [found.image, ...ofChannels(found)].map(({ identity }) => identity.identity).join(' ');
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
