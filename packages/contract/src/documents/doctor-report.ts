import * as z from 'zod';
import { documentHeader } from './schema-version.js';

/**
 * How sure and how bad: `error` fails, `warning` may fail or surprises when the program runs, `note`
 * is good to know.
 */
export const severitySchema = z.enum(['error', 'warning', 'note']);

export type Severity = z.infer<typeof severitySchema>;

/** Where a finding was read: a line of a file, an entry of a Cargo.lock, an environment variable. */
export const evidenceSchema = z.strictObject({
  /** Relative to the workspace root; null for what is in no file. */
  file: z.string().nullable(),
  /** From 1. */
  line: z.int().positive().nullable(),
  /** The text there, or what was seen. */
  text: z.string(),
});

export type Evidence = z.infer<typeof evidenceSchema>;

export const findingSchema = z.strictObject({
  severity: severitySchema,
  /** Stable, kebab-case: `library-not-in-image`. */
  code: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** The Cargo package it is about; null for the machine or the whole workspace. */
  package: z.string().nullable(),
  /** The crate from a registry that it is about, if it is about one. */
  crate: z.string().nullable(),
  what: z.string(),
  why: z.string(),
  remedies: z.array(z.strictObject({ text: z.string(), snippet: z.string().optional() })),
  evidence: z.array(evidenceSchema),
  /** Whether `--fix` can mend it, and whether it just has. */
  fix: z.enum(['none', 'possible', 'done']),
});

export type Finding = z.infer<typeof findingSchema>;

/** A crate with native code in what a package is built of, and where its library comes from. */
export const nativeCrateSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** What it brings or binds, for a person: `OpenSSL`. */
  library: z.string(),
  /**
   * `own-source`: compiled along; `image`: the image has the library; `missing`: neither; `none`: it
   * needs no library; `unknown`: the files do not tell.
   */
  from: z.enum(['own-source', 'image', 'missing', 'none', 'unknown']),
  /** Features that manifests of the workspace ask for, of the crate or the one that wraps it. */
  features: z.array(z.string()),
  /** How the package comes to it: `app → reqwest → native-tls → openssl-sys`. */
  via: z.array(z.string()),
});

export type NativeCrateReport = z.infer<typeof nativeCrateSchema>;

const count = z.int().nonnegative();

/** What `nx g @statix/nx:doctor --json` prints. */
export const doctorReportSchema = z.strictObject({
  ...documentHeader('statix.doctor-report'),
  packages: z.array(
    z.strictObject({
      name: z.string(),
      /** Its Cargo.toml, relative to the workspace root. */
      manifest: z.string(),
      lockfile: z.string().nullable(),
      nativeCrates: z.array(nativeCrateSchema),
    }),
  ),
  /** Where the knowledge of libraries and tools came from: an image's contract, a recipe, or neither. */
  image: z.strictObject({
    reference: z.string().nullable(),
    knownFrom: z.enum(['contract', 'recipe', 'nothing']),
  }),
  environment: z
    .strictObject({
      engine: z
        .strictObject({
          address: z.string(),
          name: z.string(),
          version: z.string(),
          architecture: z.string(),
          cpus: z.int(),
          memoryBytes: z.number(),
          rootless: z.boolean(),
          /** Free space where the engine keeps images and volumes; null when it cannot be seen from here. */
          diskFreeBytes: z.number().nullable(),
          /** The engine's clock minus ours. */
          clockSkewMilliseconds: z.number(),
        })
        .nullable(),
      imagePresent: z.boolean().nullable(),
      volumes: z.array(
        z.strictObject({
          name: z.string(),
          workspace: z.string().nullable(),
          sizeBytes: z.number().nullable(),
        }),
      ),
      caBundle: z.string().nullable(),
      /** Of each private registry, git server and mirror of the locks: whether this machine has a credential. */
      credentials: z.array(
        z.strictObject({
          of: z.enum(['registry', 'git']),
          /** Of a registry as the machine calls it, else its host; of git the host. */
          name: z.string(),
          /** Index of the registry, or how the git server is reached: `https`, `ssh`. */
          address: z.string(),
          /**
           * `asked`: a program tells when a build fetches; `withheld`: it is there, and a fetch does not get
           * it.
           */
          found: z.enum(['yes', 'asked', 'no', 'withheld']),
          /** Where it is, or where it was looked for; never the credential. */
          where: z.string(),
        }),
      ),
    })
    .nullable(),
  findings: z.array(findingSchema),
  summary: z.strictObject({ errors: count, warnings: count, notes: count, fixed: count }),
});

export type DoctorReport = z.infer<typeof doctorReportSchema>;
