import * as z from 'zod';

/** Of a step that uses the image beside others: which one, as the plugin says it. */
export const imageOptions = {
  image: z
    .string()
    .optional()
    .describe('image.json as written by the image project’s identify target'),
  imageDefinition: z
    .string()
    .optional()
    .describe('The statix-image.json that image.json has to be of, set by the plugin'),
  imageChannel: z
    .string()
    .optional()
    .describe(
      'The Rust channel whose image image.json has to be of, where that is not the definition’s own; set by the plugin',
    ),
};
