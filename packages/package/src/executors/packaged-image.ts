import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  outputFolder,
  packageManifestSchema,
  readDocument,
  StatixError,
  type PackageManifest,
  type Remedy,
} from '@statix/contract';
import { stepCommand } from '@statix/proof';
import { readLayout, type ReadLayout } from '../oci/read-layout.js';

/** Where package-static has written. */
export interface PackagePlace {
  readonly workspaceRoot: string;
  readonly project: string;
  readonly triple: string;
  readonly profile: string;
  /** Relative to the workspace root; the step's own when undefined. */
  readonly packages: string | undefined;
}

/** The image that package-static has made of this project. */
export interface PackagedImage {
  readonly container: NonNullable<PackageManifest['container']>;
  readonly layout: ReadLayout;
}

const SUFFIX = '.package.json';

/**
 * Finds and checks the OCI image of a project's package.
 *
 * @throws StatixError STATIX_PACKAGE_NOT_FOUND, STATIX_OCI_LAYOUT_INVALID, STATIX_DOCUMENT_*
 */
export async function packagedImage(place: PackagePlace): Promise<PackagedImage> {
  const { workspaceRoot, project, triple, profile } = place;
  const folder = resolve(workspaceRoot, place.packages ?? outputFolder('package', project, place));
  const again: Remedy = {
    text: 'Have it made again:',
    snippet: `${stepCommand('package-static', place)} --skip-nx-cache`,
  };
  const names = await readdir(folder).catch(() => []);
  const [name, another] = names.filter((one) => one.endsWith(SUFFIX));
  if (name === undefined || another !== undefined) {
    throw notFound(folder, name === undefined ? 'There is no package.' : 'There are several.', [
      again,
    ]);
  }
  const path = join(folder, name);
  const document = await readDocument(path, packageManifestSchema, [again]);
  if (document.triple !== triple || document.profile !== profile) {
    const why = `It is of profile ${document.profile}, ${document.triple}.`;
    throw notFound(folder, why, [again]);
  }
  const { container } = document;
  if (container === undefined) {
    throw notFound(folder, 'The package was made without an image.', [
      {
        text: 'Ask for one in Cargo.toml:',
        snippet: '[package.metadata.statix.package-static]\nformats = ["tar.gz", "zip", "oci"]',
      },
    ]);
  }
  const layout = await readLayout(join(folder, container.layout), container.digest, [again]);
  return { container, layout };
}

function notFound(folder: string, why: string, remedies: readonly Remedy[]): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_NOT_FOUND',
    what: `There is no OCI image of this project in ${folder}`,
    why,
    remedies,
  });
}
