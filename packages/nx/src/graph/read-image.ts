import { dirname, join, posix, relative, sep } from 'node:path';
import { StatixError } from '@statix/contract/errors';
import { identifyImage, readImageDefinition, type ImageDefinition } from '@statix/engine/identity';
import type { ImageProject } from '../targets/image-project.js';

const defaultProjectName = 'statix-image';

export interface FoundImage {
  readonly image: ImageProject;
  /** Absolute: what else was read. */
  readonly folders: readonly string[];
}

/** What the project of an image definition is called, which project.json may say. */
export function imageProjectName(
  definition: string,
  existing: ReadonlyMap<string, string>,
): string {
  return existing.get(posix.dirname(definition)) ?? defaultProjectName;
}

/**
 * Reads the workspace's image definitions and picks the one that builds use: the one that the
 * plugin's options name, or the only one.
 *
 * @param definitions repository-relative paths of statix-image.json files
 * @throws StatixError STATIX_IMAGE_AMBIGUOUS when there are several and none is named
 */
export async function readImage(
  workspaceRoot: string,
  definitions: readonly string[],
  chosen: string | undefined,
): Promise<FoundImage | undefined> {
  const path = chosen ?? definitions[0];
  if (path === undefined) return undefined;
  if (chosen === undefined && definitions.length > 1) {
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
  const definition = await readImageDefinition(workspaceRoot, path);
  const identity = await identifyImage(definition);
  return {
    folders: foldersRead(workspaceRoot, definition),
    image: {
      projectName: defaultProjectName,
      identity,
      files: [path, ...definitionFiles(workspaceRoot, definition)],
    },
  };
}

function foldersRead(workspaceRoot: string, definition: ImageDefinition): string[] {
  if ('recipeRoot' in definition) {
    // The lock is beside the definition, or comes with the recipe.
    return [definition.recipeRoot, join(workspaceRoot, dirname(definition.path))];
  }
  return definition.contract === undefined
    ? []
    : [join(workspaceRoot, dirname(definition.contract.path))];
}

function definitionFiles(workspaceRoot: string, definition: ImageDefinition): string[] {
  if ('recipeRoot' in definition) {
    const lock = posix.join(posix.dirname(definition.path), 'lock.json');
    return [lock, ...recipeGlobs(workspaceRoot, definition.recipeRoot)];
  }
  return definition.contract === undefined ? [] : [definition.contract.path];
}

/** A recipe in node_modules is no file of the repository: its identity in the digest speaks for it. */
function recipeGlobs(workspaceRoot: string, recipeRoot: string): string[] {
  const path = relative(workspaceRoot, recipeRoot).split(sep).join('/');
  const outside = path.startsWith('../') || path.split('/').includes('node_modules');
  return outside ? [] : [`${path}/**/*`];
}
