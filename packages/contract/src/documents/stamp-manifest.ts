import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

const file = z.strictObject({ sha256: sha256Schema, size: z.int().positive() });

/**
 * `<bin>.stamp.json`: the revision that was written into a program, where, and of which program it is. The one
 * cached document with a revision in it, which is in the hash of the task that writes it.
 */
export const stampManifestSchema = z.strictObject({
  ...documentHeader('statix.stamp-manifest'),
  name: z.string(),
  revision: z.strictObject({
    text: z.string(),
    /** Who said it: git's commit has `-dirty` behind it where the working tree differed. */
    from: z.enum(['git', 'environment', 'option']),
  }),
  /** As it was built. The stamped file with zeros at `place` is that file. */
  original: file,
  stamped: file,
  /** Bytes of the file that hold the text, with zeros behind it. */
  place: z.strictObject({ offset: z.int().positive(), size: z.int().positive() }),
});

export type StampManifest = z.infer<typeof stampManifestSchema>;
