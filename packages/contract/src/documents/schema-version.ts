import * as z from 'zod';

/** 64 lower-case hex digits. */
export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits (sha256)');

/** Every document carries its kind and the version of its form, so that a reader can refuse both. */
export function documentHeader<Kind extends string>(kind: Kind) {
  return { schemaVersion: z.literal(1), kind: z.literal(kind) };
}
