import { z } from 'zod';
import { parseOptions } from '@statix/contract';
import { buildSchema } from '@statix/cargo-musl';
import { verifySchema } from '@statix/verify';
import { compressSchema } from '@statix/upx';

/** Options that the plugin itself sets in the inferred targets; a user sets the others. */
const inferred = {
  build: { manifest: true, image: true, digest: true, workspaceDigest: true, outputPath: true },
  verify: { digest: true },
  compress: { digest: true, image: true },
} as const;

/**
 * What can be said of a package's static targets, in nx.json for all packages, in
 * `[workspace.metadata.statix]` for a Cargo workspace and in `[package.metadata.statix]` for one.
 */
export const packageSettingsSchema = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether the package gets static targets'),
  'build-static': buildSchema.omit(inferred.build).partial().default({}),
  'verify-static': verifySchema.omit(inferred.verify).partial().default({}),
  'compress-static': z
    .union([z.boolean(), compressSchema.omit(inferred.compress).partial()])
    .default(false)
    .describe('true or options: pack the verified binary with UPX'),
});

export type PackageSettings = z.output<typeof packageSettingsSchema>;

export const pluginOptionsSchema = packageSettingsSchema.extend({
  exclude: z
    .array(z.string())
    .default([])
    .describe('Globs of Cargo.toml files that are no projects, relative to the workspace root'),
  imageDefinition: z
    .string()
    .optional()
    .describe('The statix-image.json to use when the workspace has more than one'),
});

export type PluginOptions = z.output<typeof pluginOptionsSchema>;

/** @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID naming nx.json */
export function parsePluginOptions(raw: unknown): PluginOptions {
  return parseOptions(pluginOptionsSchema, raw ?? {}, '@statix/nx in nx.json');
}
