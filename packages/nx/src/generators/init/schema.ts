import * as z from 'zod';
import { skipFormat } from '../skip-format.js';

export const initSchema = z
  .strictObject({
    imageDirectory: z
      .string()
      .default('images/statix')
      .describe('Folder for statix-image.json, the definition of the image'),
    recipe: z
      .string()
      .default('@statix/image/recipe')
      .describe('What the image is made from: a package and a folder in it, or ./recipe beside it'),
    base: z
      .string()
      .default('debian:trixie-slim')
      .describe('Image that the Statix image starts from: Debian trixie, by tag or digest'),
    reference: z
      .string()
      .optional()
      .describe(
        'A finished image instead of a recipe, by its digest: registry.example/team/image@sha256:…',
      )
      .meta({ 'x-priority': 'important' }),
    contract: z
      .string()
      .min(1)
      .optional()
      .describe(
        'With reference: a contract file for an image that does not hold one; a copy is put beside the definition',
      ),
    skipFormat,
    skipPackageJson: z.boolean().default(false).describe('Leave package.json as it is'),
    keepExistingVersions: z
      .boolean()
      .default(true)
      .describe('Keep versions of our packages that package.json already names'),
  })
  .meta({
    description:
      'Sets up an Nx workspace: the plugin and nx sync in nx.json, the image, ignored outputs, our packages. What is there stays.',
    examples: [
      { command: 'nx add @statix/nx', description: 'Installs the plugin and runs this generator' },
      {
        command:
          'nx g @statix/nx:init --reference=registry.example/team/image@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
        description: 'Builds in a finished image, named by its digest',
      },
    ],
  });

export type InitOptions = z.infer<typeof initSchema>;
