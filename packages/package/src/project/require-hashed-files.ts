import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { StatixError } from '@statix/contract';
import type { NxContext } from '@statix/task';

/**
 * Refuses a cached task that would ship files which its hash does not cover: the plugin writes `inputs` from
 * the settings that it can read, and a command line or a project.json may ask for more. A negation that is
 * not ours is refused wherever it stands, since Nx applies it to the whole list.
 *
 * @param globs relative to the workspace root, that are packaged
 * @throws StatixError STATIX_INPUT_NOT_HASHED
 */
export function requireHashedFiles(globs: readonly string[], context: NxContext): void {
  const { projectName = '', targetName = '' } = context;
  const project = context.projectsConfigurations.projects[projectName];
  const target = project?.targets?.[targetName];
  if (target?.cache !== true) return;
  const root = project?.root === undefined || project.root === '.' ? '' : `${project.root}/`;
  const inputs = expand(target.inputs ?? [], context).map((input) =>
    input.replace('{workspaceRoot}/', '').replace('{projectRoot}/', root),
  );
  const missing = globs.filter((glob) => !inputs.includes(glob));
  const foreign = inputs.find((input) => input.startsWith('!'));
  if (missing.length === 0 && foreign === undefined) return;
  const [first = foreign ?? ''] = missing;
  throw new StatixError({
    code: 'STATIX_INPUT_NOT_HASHED',
    what:
      missing.length > 0
        ? `The package would hold ${missing.join(', ')}, which is not in the hash of the task`
        : `'${first}' takes files out of the hash of the task that may be packaged`,
    why: 'It was asked for on the command line, in project.json or in targetDefaults, or the target’s `inputs` were replaced there. A change of it would go unseen.',
    remedies: [
      {
        text: 'Say it in the package’s Cargo.toml, where the plugin sees it:',
        snippet: '[package.metadata.statix.package-static]\nfiles = ["README.md"]',
      },
      'In project.json, begin `inputs` of an inferred target with "...", which keeps those that are inferred.',
    ],
  });
}

function expand(
  inputs: readonly unknown[],
  context: NxContext,
  within: readonly string[] = [],
): string[] {
  const named = context.nxJsonConfiguration?.namedInputs ?? {};
  const { projectName = '' } = context;
  const own = context.projectsConfigurations.projects[projectName]?.namedInputs ?? {};
  return inputs.flatMap((input) => {
    const text = typeof input === 'string' ? input : filesetOf(input);
    if (text === undefined) return [];
    const list = own[text] ?? named[text];
    return list === undefined || within.includes(text)
      ? [text]
      : expand(list, context, [...within, text]);
  });
}

function filesetOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  return 'fileset' in input && typeof input.fileset === 'string' ? input.fileset : undefined;
}

/**
 * Refuses files that were changed after this run of Nx began, for Nx may have hashed them before. By the
 * change time of the inode, which no program can set.
 *
 * @param since milliseconds since the epoch; undefined: not known, and nothing is refused
 * @throws StatixError STATIX_INPUT_CHANGED
 */
export async function requireUnchangedFiles(
  workspaceRoot: string,
  paths: readonly string[],
  since: number | undefined,
): Promise<void> {
  if (since === undefined) return;
  for (const path of paths) {
    if ((await lstat(join(workspaceRoot, path))).ctimeMs <= since) continue;
    throw new StatixError({
      code: 'STATIX_INPUT_CHANGED',
      what: `${path} changed after this run of Nx began, at ${new Date(since).toISOString()}`,
      why: 'Nx may have hashed it before the change. The package would be stored under the hash of other files.',
      remedies: ['Run again.'],
    });
  }
}
