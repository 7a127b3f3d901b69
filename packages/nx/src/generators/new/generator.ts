import { basename, join } from 'node:path/posix';
import {
  formatFiles,
  generateFiles,
  logger,
  normalizePath,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';
import { parseOptions, renderError, StatixError } from '@statix/contract';
import { imageTargetNames } from '../../settings/target-names.js';
import { placePackage } from '../cargo/place-package.js';
import { workspaceInheritance } from '../cargo/workspace-inheritance.js';
import { ignoreFolders } from '../ignored/ignore-folders.js';
import { hasPlugin } from '../nx-json/plugin-options.js';
import { readableErrors } from '../readable-errors.js';
import { treeCommands } from '../workspace/tree-commands.js';
import { sayNext } from '../workspace/next-command.js';
import { packageManager } from '../workspace/package-manager.js';
import { readRustWorkspace } from '../workspace/read-rust-workspace.js';
import { staticTarget } from '../workspace/static-target.js';
import { newManifest, takesLints } from './manifest.js';
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

  const { name, template } = options;
  generateFiles(tree, join(templateFolder('files'), template), folder, {});
  tree.write(manifest, newManifest(name, template, undefined));
  const workspace = placePackage(tree, folder);
  if (workspace === undefined) {
    tree.write(join(folder, 'Cargo.lock'), ownLockfile(name, template));
    ignoreFolders(tree, [join(folder, 'target')]);
  } else {
    const inherited = workspaceInheritance(tree, workspace.manifest);
    tree.write(manifest, newManifest(name, template, inherited));
    if (inherited.lints && !takesLints(template, inherited)) {
      logger.warn(
        `${manifest} does not take the lints of ${workspace.manifest}: they refuse unsafe code, and ` +
          'the program asks libpq for its version in an unsafe block.',
      );
    }
  }
  if (!options.skipFormat) await formatFiles(tree);
  return async () => {
    const { image, command } = await lookAround(tree, folder);
    if (workspace !== undefined && !options.skipLockfile) {
      await updateLockfile(tree.root, workspace.root, image, (line) => {
        logger.warn(line);
      });
    }
    sayNext(`Next, ${command.what}:`, command.line);
  };
}

interface Surroundings {
  /** The workspace's image, if it has one: its name, and the command that makes it. */
  readonly image: { readonly reference: string; readonly make: string } | undefined;
  readonly command: { readonly what: string; readonly line: string };
}

/** What there is to say about the new package's surroundings; a fault of theirs is no fault of it. */
async function lookAround(tree: Tree, folder: string): Promise<Surroundings> {
  const { nx } = packageManager(tree);
  const setUp = {
    what: 'set Statix up in this workspace',
    line: `${nx} g @statix/nx:init`,
  };
  if (!hasPlugin(tree)) return { image: undefined, command: setUp };
  const what = 'build it and prove it static';
  try {
    const { packages, nameOf, settingsOf, image } = await readRustWorkspace(tree);
    const own = packages.find(({ root }) => root === folder);
    const name = own === undefined ? basename(folder) : nameOf(own);
    const target = staticTarget(own === undefined ? {} : (settingsOf(own).settings ?? {}));
    return {
      image: image && {
        reference: image.identity.reference,
        make: `${nx} run ${image.projectName}:${imageTargetNames.build}`,
      },
      command: { what, line: `${nx} run ${name}:${target}` },
    };
  } catch (error) {
    logger.warn(renderError(error, { commands: treeCommands(tree) }));
    return { image: undefined, command: { what, line: `${nx} run ${basename(folder)}:static` } };
  }
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
