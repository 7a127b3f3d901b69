import { dirname } from 'node:path/posix';
import * as z from 'zod';

/** A package as cargo has resolved it, in the container's paths. */
export interface ResolvedPackage {
  readonly name: string;
  readonly version: string;
  /** As in Cargo.lock; null for a package of the repository. */
  readonly source: string | null;
  /** As its manifest says. */
  readonly license: string | null;
  /** Absolute. */
  readonly folder: string;
  /** Relative to the folder; null where the manifest names none. */
  readonly licenseFile: string | null;
}

/** More than any graph has. */
const MOST_PACKAGES = 20_000;

const text = z.string().max(4096);

const metadataSchema = z.object({
  packages: z
    .array(
      z.object({
        name: text,
        version: text,
        source: text.nullable(),
        license: text.nullable().catch(null),
        license_file: text.nullable().catch(null),
        manifest_path: text,
      }),
    )
    .max(MOST_PACKAGES),
});

/**
 * Reads what `cargo metadata` prints (cargo book, "cargo metadata"). Manifests of crates decide what is in it.
 *
 * @returns undefined for what is nothing of cargo's
 */
export function resolvedPackages(metadata: string): ResolvedPackage[] | undefined {
  const parsed = metadataSchema.safeParse(parse(metadata)).data;
  return parsed?.packages.map(
    ({ license_file: licenseFile, manifest_path: manifest, ...rest }) => ({
      ...rest,
      licenseFile,
      folder: dirname(manifest),
    }),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
