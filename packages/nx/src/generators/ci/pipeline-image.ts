import { dirname, join } from 'node:path/posix';
import { globAsync, readJson, type Tree } from '@nx/devkit';
import { publishedImagesSchema } from '@statix/contract';
import { z } from 'zod';
import { pluginOptions } from '../nx-json/plugin-options.js';

/** Where the jobs of a pipeline get the image from. */
export interface PipelineImage {
  /** Name of the image's project. */
  readonly project: string;
  /** Registry that it is pulled from; undefined where each fresh machine makes it. */
  readonly registry: string | undefined;
  /** Where it is recorded that it was published. */
  readonly published: string;
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
  const reference =
    read(definition, definitionSchema)?.reference ??
    read(published, publishedImagesSchema)?.images.at(-1)?.reference;
  return {
    project: read(beside('project.json'), projectSchema)?.name ?? 'statix-image',
    registry: reference?.split('/')[0],
    published,
  };
}

/** What whoever runs or reads a pipeline has to know where the image is made in it; else nothing. */
export function unpublishedNotice(
  { project, registry, published }: PipelineImage,
  nx: string,
): string[] {
  if (registry !== undefined) return [];
  return [
    'The image is not published, so each job on a fresh machine makes it first: about ten minutes.',
    `Publish it once, and commit ${published}, which that writes:`,
    `  ${nx} run ${project}:image-push --repository=registry.example/team/statix`,
  ];
}
