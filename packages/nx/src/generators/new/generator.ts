import { join } from 'node:path/posix';
import {
  formatFiles,
  generateFiles,
  logger,
  normalizePath,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';
import { parseOptions, StatixError } from '@statix/contract';
import { placePackage } from '../cargo/place-package.js';
import { readableErrors } from '../readable-errors.js';
import { newManifest } from './manifest.js';
import { ownLockfile } from './own-lockfile.js';
import { newSchema } from './schema.js';
import { templateFolder } from './template-folder.js';
import { updateLockfile } from './update-lockfile.js';

/**
 * Writes a Rust program that is ready for `nx run <name>:static`. In a folder that belongs to a Cargo
 * workspace it becomes a member; elsewhere it stands alone, with a lock of its own. Run again, it
 * changes nothing.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID, STATIX_FOLDER_TAKEN,
 *   STATIX_PACKAGE_NOT_PLACED, STATIX_MEMBER_NOT_ADDED
 */
export async function newGenerator(tree: Tree, raw: unknown): Promise<GeneratorCallback> {
  const options = parseOptions(newSchema, raw, '@statix/nx:new');
  const folder = packageFolder(options.directory ?? `apps/${options.name}`);
  const manifest = join(folder, 'Cargo.toml');
  if (tree.exists(manifest)) {
    requireSame(tree.read(manifest, 'utf8') ?? '', options.name, folder);
    return () => undefined;
  }

  generateFiles(tree, join(templateFolder('files'), options.template), folder, {});
  tree.write(manifest, newManifest(options.name, options.template, true));
  const workspace = placePackage(tree, folder);
  if (workspace === undefined) {
    tree.write(join(folder, 'Cargo.lock'), ownLockfile(options.name, options.template));
  } else {
    tree.write(manifest, newManifest(options.name, options.template, false));
  }
  if (!options.skipFormat) await formatFiles(tree);
  return async () => {
    if (workspace !== undefined && !options.skipLockfile) {
      await updateLockfile(tree.root, workspace, (line) => {
        logger.warn(line);
      });
    }
  };
}

/** Repository-relative, without `./` and a slash at the end. */
function packageFolder(directory: string): string {
  const folder = join('.', normalizePath(directory)).replace(/\/$/, '');
  if (folder !== '.' && !folder.startsWith('../') && !folder.startsWith('/')) return folder;
  throw new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: `directory '${directory}' is not a folder inside the workspace`,
    remedies: ['Name a folder from the workspace root: apps/my-app.'],
  });
}

/** A second run finds its own package; any other one is left alone. */
function requireSame(manifest: string, name: string, folder: string): void {
  if (new RegExp(`^name = "${name}"$`, 'm').test(manifest)) return;
  throw new StatixError({
    code: 'STATIX_FOLDER_TAKEN',
    what: `${folder} holds another Cargo package`,
    remedies: ['Choose another folder with --directory.'],
  });
}

export default readableErrors(newGenerator);
