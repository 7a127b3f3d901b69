import { StatixError } from '@statix/contract';
import type { NxContext } from '@statix/task';
import { OF_BUILDS } from '../../inputs/of-builds.js';
import type { VerifyOptions } from './schema.js';

/**
 * Refuses what cannot be meant of files that somebody else built.
 *
 * @throws StatixError STATIX_PATHS_CACHED, STATIX_OPTION_INVALID
 */
export function requirePathsFit(
  { paths, overrides, binaries }: Pick<VerifyOptions, 'paths' | 'overrides' | 'binaries'>,
  { projectName = '', targetName = '', projectsConfigurations }: NxContext,
): void {
  if (paths.length === 0) return;
  const target = projectsConfigurations.projects[projectName]?.targets?.[targetName];
  if (target?.cache === true) throw cached(`${projectName}:${targetName}`);
  const judged = OF_BUILDS.filter((check) => Object.keys(overrides).includes(check));
  if (judged.length === 0 && binaries === undefined) return;
  throw new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: '@statix/verify:verify has options that do not go together',
    excerpt: [
      ...judged.map(
        (check) => `overrides.${check}: nothing says how the files in paths were built`,
      ),
      ...(binaries === undefined ? [] : ['binaries: the files in paths are verified instead']),
    ],
    remedies: ['Leave them out, or verify the build in a target of its own.'],
  });
}

/** Nx does not hash files that Git ignores, or that are outside of the workspace, whatever `inputs` says. */
function cached(name: string): StatixError {
  return new StatixError({
    code: 'STATIX_PATHS_CACHED',
    what: `${name} has paths, and its result would be cached`,
    why: 'Nx may not see that one of these files changed: then it would show the verdict on another file.',
    remedies: [
      {
        text: 'Verify them in a target of their own:',
        snippet:
          '"verify-files": { "executor": "@statix/verify:verify", "cache": false, "options": { "paths": ["…"] } }',
      },
    ],
  });
}
