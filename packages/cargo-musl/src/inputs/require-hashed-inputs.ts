import { StatixError } from '@statix/contract';
import type { InputSet } from '@statix/cargo';
import { inputFilesets, type NxNamedInputs } from '@statix/task';

/**
 * Refuses a build that would see files which the task's hash does not cover. The plugin writes an
 * inferred target's inputs from the settings that it can read (nx.json and the manifests); options
 * that come later, from project.json, targetDefaults or the command line, may ask for more.
 *
 * A negation that the plugin did not write is refused wherever it stands: Nx applies it to the whole
 * list, and the build would go on seeing what it takes away.
 *
 * @param inputs the target's `inputs`, as Nx has them
 * @param named lists that the inputs may name
 * @param projectRoot of the task's project, as Nx has it
 * @throws StatixError STATIX_INPUT_NOT_HASHED
 */
export function requireHashedInputs(
  inputs: readonly unknown[] | undefined,
  set: Pick<InputSet, 'sources' | 'files'>,
  { named = {}, projectRoot = '.' }: { named?: NxNamedInputs; projectRoot?: string } = {},
): void {
  const listed = inputFilesets(inputs ?? [], named);
  const hashed = new Set(listed);
  const own = new Set([...set.sources, ...set.files].map(asInput));
  const missing = [...set.sources, ...set.files].filter(
    (glob) => !glob.startsWith('!') && !hashed.has(asInput(glob)),
  );
  const [first] = missing;
  if (first !== undefined) throw notHashed(missing.join(', '), first);
  const foreign = listed.find((input) => input.startsWith('!') && !own.has(input));
  if (foreign === undefined) return;
  throw new StatixError({
    code: 'STATIX_INPUT_NOT_HASHED',
    what: `'${foreign}' takes files out of the hash of the task that the build would still see`,
    why: 'It was added to the target’s `inputs` in project.json or targetDefaults. A change of such a file would go unseen.',
    remedies: [
      {
        text: 'Take it out there. In the package’s Cargo.toml it takes the files from the build as well:',
        snippet: `[package.metadata.statix.build-static]\nextraInputs = [${JSON.stringify(ofWorkspace(foreign, projectRoot))}]`,
      },
    ],
  });
}

function asInput(glob: string): string {
  return glob.startsWith('!') ? `!{workspaceRoot}/${glob.slice(1)}` : `{workspaceRoot}/${glob}`;
}

/** An input in the words of `extraInputs`, which counts from the workspace root. */
function ofWorkspace(input: string, projectRoot: string): string {
  const root = projectRoot === '.' ? '' : `${projectRoot}/`;
  return input.replace('{workspaceRoot}/', '').replace('{projectRoot}/', root);
}

function notHashed(missing: string, first: string): StatixError {
  return new StatixError({
    code: 'STATIX_INPUT_NOT_HASHED',
    what: `The build would see ${missing}, which is not in the hash of the task`,
    why: 'It was asked for on the command line, in project.json or in targetDefaults, or the target’s `inputs` were replaced there. A change of it would go unseen.',
    remedies: [
      {
        text: 'Say it in the package’s Cargo.toml, where the plugin sees it:',
        snippet: `[package.metadata.statix.build-static]\nextraInputs = ["${first}"]`,
      },
      'In project.json, begin `inputs` of an inferred target with "...", which keeps those that are inferred.',
    ],
  });
}
