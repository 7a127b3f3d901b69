import { dirname, join } from 'node:path/posix';
import { globAsync, readJson, type Tree } from '@nx/devkit';
import { isStatixError, publishedImagesSchema } from '@statix/contract';
import * as z from 'zod';
import { readImageDefinition, identifyImage } from '@statix/toolchain';
import { imageTargetNames } from '../../settings/target-names.js';
import { pluginOptions } from '../nx-json/plugin-options.js';

/** Where the jobs of a pipeline get the image from. */
export interface PipelineImage {
  /** Name of the image's project. */
  readonly project: string;
  /** Registry that it is pulled from; undefined where each fresh machine makes it now. */
  readonly registry: string | undefined;
  /** Whether it is made from a recipe, so that it has to be published to be pulled. */
  readonly isMade: boolean;
  /** Where it is recorded that it was published. */
  readonly published: string;
  /** Patterns of the files that say which image it is. */
  readonly inputs: readonly string[];
}

const definitionSchema = z.looseObject({ reference: z.string().optional() });
const projectSchema = z.looseObject({ name: z.string().optional() });

/** Reads the definition of the image, and what is recorded of its publication. */
export async function pipelineImage(tree: Tree): Promise<PipelineImage> {
  const [first = 'images/statix/statix-image.json'] = (
    await globAsync(tree, ['**/statix-image.json'])
  ).sort();
  const definition = pluginOptions(tree).imageDefinition ?? first;
  const beside = (name: string) => join(dirname(definition), name);
  const read = <Value>(path: string, schema: z.ZodType<Value>): Value | undefined =>
    tree.exists(path) ? schema.safeParse(readJson(tree, path)).data : undefined;
  const published = beside('published.json');
  const reference = read(definition, definitionSchema)?.reference;
  const images = read(published, publishedImagesSchema)?.images ?? [];
  const identity = images.length === 0 ? undefined : await identityOf(tree, definition);
  const pulled =
    reference ??
    images.findLast((image) => identity === undefined || image.identity === identity)?.reference;
  return {
    project: read(beside('project.json'), projectSchema)?.name ?? 'statix-image',
    registry: pulled?.split('/')[0],
    isMade: reference === undefined,
    published,
    inputs: [definition, beside('lock.json'), beside('channels/*.json')],
  };
}

/** What is published for the image as it is now; undefined for a definition that is not on disk yet. */
async function identityOf(tree: Tree, definition: string): Promise<string | undefined> {
  try {
    return identifyImage(await readImageDefinition(tree.root, definition)).identity;
  } catch (error) {
    if (isStatixError(error)) return undefined;
    throw error;
  }
}

/** For the readers of a pipeline, whenever they read it: how long an image takes that is not published. */
export function publicationComment(image: PipelineImage, nx: string): string[] {
  if (!image.isMade) return [];
  return [
    `Where ${image.published} does not have the image as it is, each job on a fresh`,
    'machine makes it first, in about ten minutes. To publish it, and then commit that file:',
    `  ${publish(image, nx)}`,
  ];
}

/** For who has just written a pipeline whose jobs would make the image; else nothing. */
export function unpublishedNotice(image: PipelineImage, nx: string): string[] {
  if (image.registry !== undefined) return [];
  return [
    `${image.published} does not have the image: each job on a fresh machine makes it first, in about ten minutes.`,
    'Publish it, and commit that file:',
    `  ${publish(image, nx)}`,
  ];
}

function publish({ project }: PipelineImage, nx: string): string {
  return `${nx} run ${project}:${imageTargetNames.push} --repository=registry.example/team/statix`;
}
