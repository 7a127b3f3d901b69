import * as z from 'zod';

/** 64 lower-case hex digits. */
export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits (sha256)');

/** Every document carries its kind and the version of its form, so that a reader can refuse both. */
export function documentHeader<Kind extends string>(
  kind: Kind,
): { schemaVersion: z.ZodLiteral<1>; kind: z.ZodLiteral<Kind> };
export function documentHeader<Kind extends string, Version extends number>(
  kind: Kind,
  version: Version,
): { schemaVersion: z.ZodLiteral<Version>; kind: z.ZodLiteral<Kind> };
export function documentHeader(kind: string, version = 1) {
  return { schemaVersion: z.literal(version), kind: z.literal(kind) };
}
