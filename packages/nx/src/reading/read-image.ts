import { posix, relative, sep } from 'node:path';
import { StatixError } from '@statix/contract/errors';
import { inDirectory } from '@statix/cargo/graph';
import {
  CHANNELS_FOLDER,
  identifyImage,
  lockedChannels,
  lockNameOf,
  readImageDefinition,
  readLockedRust,
  readRecipeToolchains,
  type ImageDefinition,
  type LockedRust,
  type RecipeToolchains,
} from '@statix/toolchain/identity';
import type { ImageProject } from '../targets/image-project.js';
import type { WorkspaceReading } from './read-workspace.js';
import type { BrokenImage, RustImage, WorkspaceImages } from './workspace-images.js';

const defaultProjectName = 'statix-image';

export interface FoundImage {
  readonly image: ImageProject;
  /** It, and those of other Rust channels. */
  readonly images: WorkspaceImages;
  /** Repository-relative: the definition and what may be beside it. */
  readonly files: readonly string[];
  /** Absolute: the recipe, of which every file counts, and which may be in node_modules. */
  readonly recipeRoot: string | undefined;
}

/** What the project of an image definition is called, which project.json may say. */
export function imageProjectName(
  definition: string,
  existing: ReadonlyMap<string, string>,
): string {
  return existing.get(posix.dirname(definition)) ?? defaultProjectName;
}

/**
 * The definition of the image that builds use: the one that the plugin's options name, or the only one.
 *
 * @returns its repository-relative path; undefined where there is none
 * @throws StatixError STATIX_IMAGE_AMBIGUOUS when there are several and none is named
 */
export function chooseDefinition({
  definitions,
  options: { imageDefinition },
}: Pick<WorkspaceReading, 'definitions' | 'options'>): string | undefined {
  const path = imageDefinition ?? definitions[0];
  if (path !== undefined && imageDefinition === undefined && definitions.length > 1) {
    throw new StatixError({
      code: 'STATIX_IMAGE_AMBIGUOUS',
      what: `The workspace has ${definitions.length} image definitions: ${definitions.join(', ')}`,
      remedies: [
        {
          text: 'Name the one to use in the options of @statix/nx in nx.json:',
          snippet: `"imageDefinition": "${path}"`,
        },
      ],
    });
  }
  return path;
}

/**
 * Reads the images that builds use; undefined in a workspace without a definition.
 *
 * @throws StatixError STATIX_IMAGE_AMBIGUOUS, and those of a definition that cannot be read
 */
export async function readImage(
  workspaceRoot: string,
  reading: Pick<WorkspaceReading, 'definitions' | 'options' | 'existing' | 'files' | 'packages'>,
): Promise<FoundImage | undefined> {
  const path = chooseDefinition(reading);
  if (path === undefined) return undefined;
  const definition = await readImageDefinition(workspaceRoot, path);
  const projectName = imageProjectName(path, reading.existing);
  const image = imageOf(workspaceRoot, projectName, definition);
  const folder = posix.dirname(path);
  const names = reading.files
    .list(inDirectory(folder === '.' ? '' : folder, CHANNELS_FOLDER))
    .map(({ name }) => name);
  const channels = 'recipeRoot' in definition ? lockedChannels(names) : [];
  const asked = reading.packages.some(({ toolchainFile }) => toolchainFile !== undefined);
  const images =
    asked || channels.length > 0
      ? await readImages(workspaceRoot, projectName, definition, image, channels)
      : { own: { image, ...unknownRust }, channels: [], toolchains: undefined };
  return {
    files: [
      path,
      ...filesBeside(definition),
      ...channels.map((channel) => posix.join(folder, lockNameOf(channel))),
    ],
    recipeRoot: 'recipeRoot' in definition ? definition.recipeRoot : undefined,
    image,
    images,
  };
}

const unknownRust: LockedRust = { channel: undefined, version: undefined, provider: 'debian' };

/** Which Rust each of them has, as their locks say it. */
async function readImages(
  workspaceRoot: string,
  projectName: string,
  definition: ImageDefinition,
  image: ImageProject,
  channels: readonly string[],
): Promise<WorkspaceImages> {
  if (!('recipeRoot' in definition)) {
    return { own: { image, ...rustOfContract(definition) }, channels: [], toolchains: undefined };
  }
  const toolchains = await readRecipeToolchains(definition.recipeRoot);
  const ofChannels = channels.map((channel) =>
    readChannel(workspaceRoot, projectName, definition.path, channel, toolchains),
  );
  return {
    own: { image, ...(await rustOf(definition, toolchains)) },
    channels: await Promise.all(ofChannels),
    toolchains,
  };
}

async function readChannel(
  workspaceRoot: string,
  projectName: string,
  path: string,
  channel: string,
  toolchains: RecipeToolchains | undefined,
): Promise<RustImage | BrokenImage> {
  try {
    const definition = await readImageDefinition(workspaceRoot, path, channel);
    const image = imageOf(workspaceRoot, projectName, definition);
    return { image, ...(await rustOf(definition, toolchains)), channel };
  } catch (problem) {
    return { ...unknownRust, channel, problem };
  }
}

async function rustOf(
  definition: ImageDefinition,
  toolchains: RecipeToolchains | undefined,
): Promise<LockedRust> {
  const lockFile = 'recipeRoot' in definition ? definition.lockFile : undefined;
  return lockFile === undefined
    ? unknownRust
    : readLockedRust(lockFile, toolchains?.compiler ?? 'rustc');
}

/** A contract file beside the definition says it; that in the image is read when something is built. */
function rustOfContract(definition: ImageDefinition): LockedRust {
  if ('recipeRoot' in definition || definition.contract === undefined) return unknownRust;
  const text = definition.contract.content.toString('utf8');
  const version = /"rustc"\s*:\s*\{[^{}]*"version"\s*:\s*"(\d[^"]*)"/.exec(text)?.[1];
  return { ...unknownRust, version };
}

function imageOf(
  workspaceRoot: string,
  projectName: string,
  definition: ImageDefinition,
): ImageProject {
  const channel = 'recipeRoot' in definition ? definition.channel : undefined;
  return {
    projectName,
    identity: identifyImage(definition),
    files: [definition.path, ...definitionFiles(workspaceRoot, definition)],
    ...(channel === undefined ? {} : { channel }),
  };
}

function definitionFiles(workspaceRoot: string, definition: ImageDefinition): string[] {
  const recipe =
    'recipeRoot' in definition ? recipeGlobs(workspaceRoot, definition.recipeRoot) : [];
  return [...filesBeside(definition), ...recipe];
}

/** The lock may be beside the definition or come with the recipe. */
function filesBeside(definition: ImageDefinition): string[] {
  if ('recipeRoot' in definition) {
    const { path, channel } = definition;
    const lock = channel === undefined ? 'lock.json' : lockNameOf(channel);
    return [posix.join(posix.dirname(path), lock)];
  }
  return definition.contract === undefined ? [] : [definition.contract.path];
}

/** A recipe in node_modules is no file of the repository: its identity in the digest speaks for it. */
function recipeGlobs(workspaceRoot: string, recipeRoot: string): string[] {
  const path = relative(workspaceRoot, recipeRoot).split(sep).join('/');
  const outside = path.startsWith('../') || path.split('/').includes('node_modules');
  return outside ? [] : [`${path}/**/*`];
}
