import { StatixError } from '@statix/contract';
import type { InputSet } from '@statix/cargo';

/**
 * Refuses a build that would see files which the task's hash does not cover. The plugin writes an
 * inferred target's inputs from the settings that it can read (nx.json and the manifests); options
 * that come later, from project.json, targetDefaults or the command line, may ask for more.
 *
 * @param inputs the target's `inputs`, as Nx has them
 * @throws StatixError STATIX_INPUT_NOT_HASHED
 */
export function requireHashedInputs(
  inputs: readonly unknown[] | undefined,
  set: Pick<InputSet, 'sources' | 'files'>,
): void {
  const hashed = new Set(inputs);
  const missing = [...set.sources, ...set.files].filter(
    (glob) => !glob.startsWith('!') && !hashed.has(`{workspaceRoot}/${glob}`),
  );
  const [first] = missing;
  if (first === undefined) return;
  throw new StatixError({
    code: 'STATIX_INPUT_NOT_HASHED',
    what: `The build would see ${missing.join(', ')}, which is not in the hash of the task`,
    why: 'It was asked for on the command line, in project.json or in targetDefaults, or the target’s `inputs` were replaced there. A change of it would go unseen.',
    remedies: [
      {
        text: 'Say it in the package’s Cargo.toml, where the plugin sees it:',
        snippet: `[package.metadata.statix.build-static]\nextraInputs = ["${first}"]`,
      },
      'Leave the `inputs` of an inferred target alone.',
    ],
  });
}
