import { formatFiles, type Tree } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { explicitTargetsOf, projectJsonPath, writeTargets } from '../explicit/project-json.js';
import { hasExplicit, inStep } from '../explicit/explicit-targets.js';
import { readableErrors } from '../readable-errors.js';
import { readRustWorkspace } from '../workspace/read-rust-workspace.js';
import { syncSchema } from './schema.js';

interface OutOfSync {
  readonly outOfSyncMessage: string;
  readonly outOfSyncDetails: string[];
}

/**
 * Keeps the targets that stand in project.json files in step with what they are computed from: the
 * image, the lock, path dependencies and the versions of our packages. `nx sync` runs it, and
 * `nx sync:check` fails where it would write something.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID of nx.json or a project.json, and
 *   those of an image definition or a manifest that cannot be read
 */
export async function syncGenerator(
  tree: Tree,
  options: unknown = {},
  readWorkspace: typeof readRustWorkspace = readRustWorkspace,
): Promise<OutOfSync | undefined> {
  parseOptions(syncSchema, options, '@statix/nx:sync');
  const workspace = await readWorkspace(tree);
  for (const { file, error } of workspace.problems) {
    const root = file.replace(/(^|\/)Cargo\.toml$/, '');
    if (hasExplicit(explicitTargetsOf(tree, { root }))) throw error;
  }
  const stale = workspace.packages.filter((cargoPackage) => {
    const targets = explicitTargetsOf(tree, cargoPackage);
    if (!hasExplicit(targets)) return false;
    const current = inStep(
      targets,
      (settings) => workspace.targetsOf(cargoPackage, settings),
      projectJsonPath(cargoPackage),
    );
    return writeTargets(tree, cargoPackage, workspace.nameOf(cargoPackage), current);
  });
  if (stale.length === 0) return undefined;
  await formatFiles(tree);
  return {
    outOfSyncMessage:
      'Static targets in project.json files are not in step with what they are built from: the image, the lock, path dependencies or a version of @statix.',
    outOfSyncDetails: stale.map(
      (cargoPackage) => `${workspace.nameOf(cargoPackage)} (${projectJsonPath(cargoPackage)})`,
    ),
  };
}

export default readableErrors(syncGenerator);
