import { posix, relative, sep } from 'node:path';
import { StatixError } from '@statix/contract/errors';
import {
  identifyImage,
  readImageDefinition,
  type ImageDefinition,
} from '@statix/toolchain/identity';
import type { ImageProject } from '../targets/image-project.js';
import type { WorkspaceReading } from './read-workspace.js';

const defaultProjectName = 'statix-image';

export interface FoundImage {
  readonly image: ImageProject;
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
 * Reads the image that builds use; undefined in a workspace without one.
 *
 * @throws StatixError STATIX_IMAGE_AMBIGUOUS, and those of a definition that cannot be read
 */
export async function readImage(
  workspaceRoot: string,
  reading: Pick<WorkspaceReading, 'definitions' | 'options' | 'existing'>,
): Promise<FoundImage | undefined> {
  const path = chooseDefinition(reading);
  if (path === undefined) return undefined;
  const definition = await readImageDefinition(workspaceRoot, path);
  const identity = identifyImage(definition);
  return {
    files: [path, ...filesBeside(definition)],
    recipeRoot: 'recipeRoot' in definition ? definition.recipeRoot : undefined,
    image: {
      projectName: imageProjectName(path, reading.existing),
      identity,
      files: [path, ...definitionFiles(workspaceRoot, definition)],
    },
  };
}

function definitionFiles(workspaceRoot: string, definition: ImageDefinition): string[] {
  const recipe =
    'recipeRoot' in definition ? recipeGlobs(workspaceRoot, definition.recipeRoot) : [];
  return [...filesBeside(definition), ...recipe];
}

/** The lock may be beside the definition or come with the recipe. */
function filesBeside(definition: ImageDefinition): string[] {
  if ('recipeRoot' in definition) return [posix.join(posix.dirname(definition.path), 'lock.json')];
  return definition.contract === undefined ? [] : [definition.contract.path];
}

/** A recipe in node_modules is no file of the repository: its identity in the digest speaks for it. */
function recipeGlobs(workspaceRoot: string, recipeRoot: string): string[] {
  const path = relative(workspaceRoot, recipeRoot).split(sep).join('/');
  const outside = path.startsWith('../') || path.split('/').includes('node_modules');
  return outside ? [] : [`${path}/**/*`];
}
