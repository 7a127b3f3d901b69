import { z } from 'zod';

/** Options that every executor of the image has. */
export const imageOptions = {
  definition: z
    .string()
    .describe('The definition file statix-image.json, relative to the workspace root'),
  identity: z
    .string()
    .describe('Where image.json is written and read, relative to the workspace root'),
};
