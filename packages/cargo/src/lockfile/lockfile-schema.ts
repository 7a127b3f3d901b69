import * as z from 'zod';

export const entrySchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  source: z.string().optional(),
  checksum: z.string().optional(),
  dependencies: z.array(z.string()).optional(),
  replace: z.string().optional(),
});

/** Of a Cargo.lock in any version, to explain what is wrong with one; `is-lockfile.ts` is written from it. */
export const lockfileSchema = z.looseObject({
  version: z
    .union([z.literal(3), z.literal(4)], { error: 'expected lock file version 3 or 4' })
    .optional(),
  root: entrySchema.optional(),
  package: z.array(entrySchema).optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

export type LockfileDocument = z.infer<typeof lockfileSchema>;
