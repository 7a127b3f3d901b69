import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

/**
 * `image.json`: which image the builds of a workspace use. Written by `identify`, read by every
 * executor that needs the image. It depends on nothing but the recipe, its arguments and its base.
 */
export const imageIdentitySchema = z.strictObject({
  ...documentHeader('statix.image-identity'),
  /** sha256 over recipe files (path, executable bit, content), arguments and base; see `referenced`. */
  identity: sha256Schema,
  /** The local name of that image: `statix.local/<recipe name>:<first 32 digits of identity>`. */
  reference: z.string(),
  recipe: z.strictObject({ name: z.string(), version: z.string() }),
  /** What the image starts from, as written in the definition. */
  base: z.string(),
  /** All arguments of the recipe, defaults included. */
  arguments: z.record(z.string(), z.string()),
  /** The definition file, relative to the workspace root with forward slashes. */
  definition: z.string(),
  /** The Rust channel whose image it is, where that is not the definition's own: `1.85`. */
  channel: z
    .string()
    .regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, 'expected a Rust channel')
    .optional(),
  files: z.array(
    z.strictObject({ path: z.string(), executable: z.boolean(), sha256: sha256Schema }),
  ),
  /**
   * Set if the definition names a finished image instead of a recipe: nothing is built, `files` is
   * empty, and the identity is the digest, or with a contract file a hash over both.
   */
  referenced: z
    .strictObject({
      /** `registry.example/name@sha256:…` */
      reference: z.string(),
      /** Used instead of the contract in the image; relative to the workspace root. */
      contract: z.strictObject({ path: z.string(), sha256: sha256Schema }).nullable(),
    })
    .optional(),
});

export type ImageIdentity = z.infer<typeof imageIdentitySchema>;
