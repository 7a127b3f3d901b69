import type { Circumstances } from '../../workbench/workbench.js';

/** How a rebuild differs from a build on this machine. */
export interface RebuildCircumstances extends Circumstances {
  /** cargo's parallel jobs. */
  readonly jobs: number;
  /** Seconds that the clock of the C library is later. */
  readonly laterSeconds: number;
}

/** A year, a month, a day, an hour, a minute and a second that are others. */
const LATER_SECONDS = 401 * 86_400 + 7 * 3600 + 35 * 60 + 9;

/** Not root and not the first user of a machine, and below 65,536: rootless engines have no more. */
const USERS = [4242, 4243] as const;

/**
 * What a rebuild does otherwise than a build here would. No text of it is in any program for another reason, so
 * that one which is found in a program came from there.
 *
 * @param processors how many a build may use
 */
export function rebuildCircumstances(
  { uid, jobs }: { readonly uid: number; readonly jobs: number | undefined },
  processors: number,
): RebuildCircumstances {
  const usual = jobs ?? Math.max(1, Math.floor(processors));
  const other = uid === USERS[0] ? USERS[1] : USERS[0];
  const fewer = usual > 1 ? usual - 1 : 2;
  return {
    workspace: '/built-elsewhere/workspace',
    uid: other,
    gid: other,
    hostName: 'another-host',
    jobs: fewer,
    cpus: fewer < processors ? fewer : undefined,
    laterSeconds: LATER_SECONDS,
  };
}

/** In words, as a part of a sentence: what a rebuild was made with. */
export function describeCircumstances(
  { workspace, uid, hostName, jobs, laterSeconds }: RebuildCircumstances,
  hadClock: boolean,
): string {
  const days = Math.floor(laterSeconds / 86_400);
  const clock = hadClock
    ? `the clock ${days} days later`
    : 'the clock as it is (the image has no compiler to change it)';
  return [
    `from nothing in ${workspace}`,
    `as user ${uid}`,
    `on host ${hostName}`,
    `with ${jobs} ${jobs === 1 ? 'job' : 'jobs'}`,
    clock,
  ].join(', ');
}
