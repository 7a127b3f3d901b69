import { readJson, type Tree } from '@nx/devkit';
import { satisfies, validRange } from 'semver';
import * as z from 'zod';
import { editJson } from '../json/edit-json.js';

/**
 * Packages that Nx loads by name from the workspace root. They are dependencies of @statix/nx too,
 * but pnpm and Yarn PnP let a workspace load only what its own package.json names.
 */
const loadedByNx = [
  '@statix/nx',
  '@statix/image',
  '@statix/cargo-musl',
  '@statix/verify',
  '@statix/upx',
  '@statix/package',
];

const dependencies = z.record(z.string(), z.string()).optional();
const manifestSchema = z.looseObject({ dependencies, devDependencies: dependencies });

/**
 * Names our packages in package.json, all in one exact version: they are released together. The range
 * that `nx add` writes for the first of them becomes exact, too. A version that somebody holds back, and
 * what is no range (`workspace:*`, a catalog, a tag), stays where `keepExisting` is set.
 *
 * @returns whether something has to be installed
 */
export function nameOwnPackages(tree: Tree, version: string, keepExisting: boolean): boolean {
  const manifest = manifestSchema.parse(readJson(tree, 'package.json'));
  const inDependencies = loadedByNx.filter((name) => name in (manifest.dependencies ?? {}));
  const inDevelopment = loadedByNx.filter((name) => !inDependencies.includes(name));
  const versionOf = (present: string | undefined): string =>
    present === undefined || !keepExisting || means(present, version) ? version : present;
  const named = (names: readonly string[], section: Record<string, string> = {}) =>
    sorted({
      ...section,
      ...Object.fromEntries(names.map((name) => [name, versionOf(section[name])])),
    });
  return editJson(tree, 'package.json', {
    ...manifest,
    ...(inDependencies.length === 0
      ? {}
      : { dependencies: named(inDependencies, manifest.dependencies) }),
    ...(inDevelopment.length === 0
      ? {}
      : { devDependencies: named(inDevelopment, manifest.devDependencies) }),
  });
}

function means(range: string, version: string): boolean {
  return validRange(range) !== null && satisfies(version, range, { includePrerelease: true });
}

/** As npm sorts them. */
function sorted(section: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(section).sort(([a], [b]) => (a < b ? -1 : 1)));
}
