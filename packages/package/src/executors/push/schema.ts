import * as z from 'zod';
import { placeShape } from '../load/schema.js';

const tag = z
  .string()
  .regex(/^\w[\w.-]{0,127}$/, 'expected letters, digits, _, . and -, at most 128');

export const pushSchema = z.strictObject({
  ...placeShape,
  repository: z
    .string()
    .min(1)
    .optional()
    .describe('Where the image goes, without a tag: `registry.example/team/app`'),
  tags: z
    .array(tag)
    .optional()
    .describe('Tags that lead to it afterwards; its version when absent, none for an empty list'),
  mountFrom: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Another repository of the same registry, from which layers that it has are taken instead of being sent',
    ),
  plainHttp: z
    .boolean()
    .optional()
    .describe(
      'Speak HTTP without TLS, in which everybody on the way reads the password; when absent, only with a registry on this machine',
    ),
  digestFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File for `<repository>@<digest>`, for later jobs; dist/pushed/<project>/<triple>/<profile>/image.txt when absent',
    ),
});

export type PushOptions = z.output<typeof pushSchema>;
