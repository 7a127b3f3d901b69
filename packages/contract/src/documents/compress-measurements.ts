import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

const file = z.strictObject({ sha256: sha256Schema, size: z.int().positive() });

const both = z.strictObject({
  original: z.int().nonnegative(),
  packed: z.int().nonnegative(),
});

/**
 * `<bin>.measurements.json`: what packing costs where the program is started, as it was on the machine that
 * packed it. True of that machine only, so it is written outside of what Nx caches.
 */
export const compressMeasurementsSchema = z.strictObject({
  ...documentHeader('statix.compress-measurements'),
  name: z.string(),
  original: file,
  packed: file,
  /** Runs of each, in turn; the numbers are medians. */
  runs: z.int().positive(),
  /** Up to what was measured: a program that says nothing is measured to its end. */
  until: z.enum(['first-output', 'end']),
  startMicroseconds: both,
  /** The most that was resident at once, up to 100 ms after its first output. */
  memoryKibibytes: both,
});

export type CompressMeasurements = z.infer<typeof compressMeasurementsSchema>;
