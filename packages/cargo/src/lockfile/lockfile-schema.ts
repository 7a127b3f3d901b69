import { z } from 'zod';

const lockedPackage = z.looseObject({
  name: z.string(),
  version: z.string(),
  source: z.string().optional(),
  checksum: z.string().optional(),
  dependencies: z.array(z.string()).optional(),
  replace: z.string().optional(),
});

/** Says what is wrong with a lock that `isPlainLockfile` does not take in. */
export const lockfileSchema = z.looseObject({
  version: z
    .union([z.literal(3), z.literal(4)], { error: 'expected lock file version 3 or 4' })
    .optional(),
  root: lockedPackage.optional(),
  package: z.array(lockedPackage).optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});
