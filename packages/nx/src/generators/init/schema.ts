import { z } from 'zod';

export const initSchema = z.strictObject({
  imageDirectory: z
    .string()
    .default('images/statix')
    .describe('Folder for statix-image.json, the definition of the image'),
  base: z
    .string()
    .default('debian:trixie-slim')
    .describe('Image that the Statix image starts from: Debian trixie, by tag or digest'),
  skipFormat: z.boolean().default(false).describe('Leave the written files unformatted'),
  skipPackageJson: z.boolean().default(false).describe('Leave package.json as it is'),
  keepExistingVersions: z
    .boolean()
    .default(true)
    .describe('Keep versions of our packages that package.json already names'),
});

export type InitOptions = z.infer<typeof initSchema>;
