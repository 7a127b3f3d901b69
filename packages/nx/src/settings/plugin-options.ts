import * as z from 'zod';
import { parseOptions } from '@statix/contract/errors';
import { buildSchema, checkSchema, inheritedShape, testSchema } from '@statix/cargo-musl/schema';
import {
  auditSchema,
  folderName,
  inheritedProofShape,
  proofShape,
  provenanceSchema,
  stampSchema,
  verifySchema,
} from '@statix/verify/schema';
import { loadSchema, packageSchema, pushSchema } from '@statix/package/schema';
import { compressSchema } from '@statix/upx/schema';
import { targetNames } from './target-names.js';

const ofCargo = {
  manifest: true,
  image: true,
  imageDefinition: true,
  imageChannel: true,
  digest: true,
  workspaceDigest: true,
  outputPath: true,
} as const;

/** Options that the plugin itself sets in the inferred targets; a user sets the others. */
export const inferredOptions = {
  build: ofCargo,
  test: ofCargo,
  check: ofCargo,
  verify: { digest: true },
  stamp: { digest: true },
  compress: { stamped: true, digest: true, image: true, imageDefinition: true, imageChannel: true },
  package: {
    manifest: true,
    stamped: true,
    packed: true,
    digest: true,
    image: true,
    imageDefinition: true,
    imageChannel: true,
  },
} as const;

/** Where a step says nothing of them, they are those of the build: a default would win over those. */
const ofBuild = { triple: folderName.optional(), profile: folderName.optional() };

const targetName = z
  .string()
  .regex(/^[^\s:][^\s]*$/, 'expected a name without spaces that does not begin with a colon');
const chosenName = z.union([targetName, z.literal(false)], {
  error: 'expected a name, or false to leave the target out',
});

/** What can be said of a target's name; of the internal one no more than a name, for builds need it. */
const targetsSchema = z.strictObject({
  [targetNames.build]: chosenName.optional(),
  [targetNames.verify]: chosenName.optional(),
  [targetNames.stamp]: chosenName.optional(),
  [targetNames.compress]: chosenName.optional(),
  [targetNames.package]: chosenName.optional(),
  [targetNames.load]: chosenName.optional(),
  [targetNames.push]: chosenName.optional(),
  [targetNames.all]: chosenName.optional(),
  [targetNames.plan]: chosenName.optional(),
  [targetNames.test]: chosenName.optional(),
  [targetNames.check]: chosenName.optional(),
  [targetNames.run]: chosenName.optional(),
  [targetNames.rebuild]: chosenName.optional(),
  [targetNames.provenance]: chosenName.optional(),
  [targetNames.audit]: chosenName.optional(),
  [targetNames.shell]: chosenName.optional(),
  [targetNames.inputs]: targetName.optional(),
});

/**
 * What can be said of a package's static targets, in nx.json for all packages, in
 * `[workspace.metadata.statix]` for a Cargo workspace and in `[package.metadata.statix]` for one.
 */
export const packageSettingsSchema = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether the package gets static targets'),
  name: z
    .string()
    .regex(/^\S+$/, 'expected a name without spaces')
    .optional()
    .describe(
      'Name of the Nx project; of one package only. A project.json or package.json that names the project wins',
    ),
  tags: z.array(z.string()).default([]).describe('Tags of the project, besides our own'),
  targets: targetsSchema
    .default({})
    .describe(
      'Other names for targets, such as `{ "build-static": "build:static" }`, or false to leave one out',
    ),
  'build-static': buildSchema.omit(inferredOptions.build).partial().default({}),
  'test-static': testSchema
    .omit(inferredOptions.test)
    .partial()
    .extend(inheritedShape)
    .default({})
    .describe('Besides what build-static says of compiling, which holds for tests too'),
  'check-static': checkSchema
    .omit(inferredOptions.check)
    .partial()
    .extend(inheritedShape)
    .default({})
    .describe('Besides what build-static and test-static say of compiling'),
  'verify-static': verifySchema.omit(inferredOptions.verify).partial().extend(ofBuild).default({}),
  'stamp-static': z
    .union([
      z.boolean(),
      stampSchema
        .omit(inferredOptions.stamp)
        .partial()
        .extend({ ...ofBuild, ...inheritedProofShape, run: proofShape.run.unwrap().optional() }),
    ])
    .default(false)
    .describe(
      'true or options: write the revision into the verified binary, which keeps a place for it',
    ),
  'compress-static': z
    .union([
      z.boolean(),
      compressSchema
        .omit(inferredOptions.compress)
        .partial()
        .extend({ ...ofBuild, ...inheritedProofShape }),
    ])
    .default(false)
    .describe('true or options: pack the verified binary with UPX'),
  provenance: provenanceSchema
    .partial()
    .extend({ ...ofBuild, ...inheritedProofShape, run: proofShape.run.unwrap().optional() })
    .default({})
    .describe('Besides what verify-static says of proving, which holds here too'),
  'audit-static': auditSchema
    .partial()
    .extend(ofBuild)
    .default({})
    .describe('What is in the verified binary, against folders of advisories'),
  'package-static': z
    .union([z.boolean(), packageSchema.omit(inferredOptions.package).partial().extend(ofBuild)])
    .default(false)
    .describe(
      'true or options: make archives, a Debian package and an OCI image of the proven binaries',
    ),
  'package-load': loadSchema.partial().extend(ofBuild).default({}),
  'package-push': pushSchema.partial().extend(ofBuild).default({}),
});

export type PackageSettings = z.output<typeof packageSettingsSchema>;

export const pluginOptionsSchema = packageSettingsSchema.omit({ name: true }).extend({
  include: z
    .array(z.string())
    .default([])
    .describe(
      'Folders, or globs of folders and Cargo.toml files, that are projects, relative to the workspace root; all when empty',
    ),
  exclude: z
    .array(z.string())
    .default([])
    .describe(
      'Folders, or globs of folders and Cargo.toml files, that are no projects, relative to the workspace root',
    ),
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

/** What can be used of options that are wrong elsewhere: which manifests are left out should stay so. */
export function choiceIn(raw: unknown): Pick<PluginOptions, 'include' | 'exclude'> {
  const choice = pluginOptionsSchema.pick({ include: true, exclude: true }).strip().safeParse(raw);
  return choice.data ?? { include: [], exclude: [] };
}

const ofPluginOnly = new Set(['imageDefinition', 'include', 'exclude']);

/** The part of the plugin's options that are settings of all packages; as written, for a default must not win over a later place. */
export function settingsForAll(raw: unknown): Record<string, unknown> {
  const entries = Object.entries(raw ?? {}).filter(([key]) => !ofPluginOnly.has(key));
  return Object.fromEntries(entries);
}
