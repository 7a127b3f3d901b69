import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { joinPathFragments, logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { addGenerator } from '../add/generator.js';
import { readableErrors } from '../readable-errors.js';
import { findPackage } from '../workspace/find-package.js';
import { readRustWorkspace } from '../workspace/read-rust-workspace.js';
import { revisionSchema } from './schema.js';

/** Packed from `src`, because tsc copies nothing that is not TypeScript; the way from `dist` is the same. */
const MODULE = join(__dirname, '../../../src/generators/revision/files/revision.rs');

/**
 * Writes the module that keeps a place for the revision into a package, and turns stamp-static on where the
 * package has a program. A module that is there already stays as it is. Run again, it changes nothing.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID, STATIX_PROJECT_MISSING and those of `add`
 */
export async function revisionGenerator(
  tree: Tree,
  raw: unknown,
  readWorkspace: typeof readRustWorkspace = readRustWorkspace,
): Promise<GeneratorCallback> {
  const { project, skipFormat } = parseOptions(revisionSchema, raw, '@statix/nx:revision');
  const workspace = await readWorkspace(tree);
  const cargoPackage = findPackage(workspace, project);
  const hasProgram = cargoPackage.targets.some(({ kind }) => kind === 'bin');
  // First, for it refuses what cannot be done.
  if (hasProgram) await addGenerator(tree, { project, stamp: true, skipFormat }, readWorkspace);
  const file = joinPathFragments(cargoPackage.root, 'src/revision.rs');
  const present = tree.exists(file);
  if (!present) tree.write(file, readFileSync(MODULE, 'utf8'));
  return () => {
    if (present) logger.info(`${file} is there already, and stays as it is.`);
    logger.info(
      [
        '',
        hasProgram
          ? 'Next, declare the module in the program, and print what it says:'
          : 'Next, declare the module in src/lib.rs, and have one program print what it says:',
        hasProgram ? '  mod revision;' : '  pub mod revision;',
        '  revision::revision().unwrap_or("unknown revision")',
        '',
      ].join('\n'),
    );
  };
}

export default readableErrors(revisionGenerator);
