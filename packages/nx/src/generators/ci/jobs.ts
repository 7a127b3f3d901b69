import type { PackageManager } from '../workspace/package-manager.js';
import type { PipelineImage } from './pipeline-image.js';

/** What the emitted pipelines know of the workspace. */
export interface PipelineFacts {
  /** Branch that pull requests go into. */
  readonly defaultBranch: string;
  readonly packages: PackageManager;
  /** Major version. */
  readonly nodeVersion: string;
  /** Registry that a job logs in to. */
  readonly registry: string | undefined;
  readonly image: PipelineImage;
  /** Name of the target that builds and proves. */
  readonly target: string;
  /** Name of the target that runs tests; undefined where there is none. */
  readonly tests: string | undefined;
  /** Whether the workspace has targets in project.json that `nx sync` keeps in step. */
  readonly synced: boolean;
}

/** A job's own shell lines, the same for every provider; what stands around them differs. */
export interface JobLines {
  readonly affected: readonly string[];
  readonly release: readonly string[];
  readonly lock: readonly string[];
}

/**
 * The work of the three jobs.
 *
 * One Nx task at a time, because each build takes all cores by itself; with its output, for in CI Nx shows
 * only that of failures, and where a binary is and what was proven of it are to be read. The release trusts nothing
 * that an earlier run left: Nx's caches, local and remote, can hold what a pull request put there
 * (CVE-2025-36852), and a verify result from a cache says nothing about the binary at hand.
 *
 * @param outputStyle of what is affected: GitHub takes a line for an annotation at its start only
 */
export function jobLines(
  { packages, synced, image, target, tests }: PipelineFacts,
  outputStyle: 'stream' | 'stream-without-prefixes' = 'stream',
): JobLines {
  const nx = nxInJobs(packages);
  // A digest that is out of step would make Nx take an old result for the present one.
  const inStep = synced ? [`${nx} sync:check`] : [];
  return {
    affected: [
      // The image's project is always there, and any task makes Nx create its index. Nothing is to be
      // looked up yet: Nx would warn of a cache that it does not know.
      `NX_CACHE_DIRECTORY=.nx/none ${nx} run ${image.project}:identify --skipNxCache`,
      `for index in .nx/workspace-data/*.db; do [ ! -e "${INDEX}/\${index##*-}" ] || cp "${INDEX}/\${index##*-}" "$index"; done`,
      ...inStep,
      `${nx} affected -t ${[tests, target].filter((name) => name !== undefined).join(',')} --parallel=1 --outputStyle=${outputStyle}`,
      `mkdir -p ${INDEX}`,
      `for index in .nx/workspace-data/*.db; do cp "$index" "${INDEX}/\${index##*-}"; done`,
    ],
    release: [
      ...inStep,
      `${nx} run-many -t ${target} --parallel=1 --outputStyle=stream --skipNxCache --skipRemoteCache`,
      // The checksums that verify-static wrote beside its evidence, against the files to be released.
      'find dist/verify -name SHA256SUMS | sort | xargs -r cat > SHA256SUMS',
      'test -s SHA256SUMS',
    ],
    lock: [`${nx} run ${image.project}:image-lock --check`],
  };
}

/** By bash and not by its exec bit, which is lost where it was committed from a file system without one. */
export function nxInJobs({ name, nx }: PackageManager): string {
  return name === 'none' ? 'bash ./nx' : nx;
}

/**
 * Where the job keeps what it takes to the next machine: Nx's cache, by NX_CACHE_DIRECTORY, because
 * Nx 23.2 and later have it in ~/.nx otherwise; and the index of it. Nx finds nothing that is not in
 * its index, which is a database named after the machine (`<machine id>-v3.db` in workspace-data), so
 * that a cache alone is never hit on another one. It is carried under a name without the machine
 * (e2e/generators.e2e.ts runs the job on machines with two identities).
 */
export const CACHE = '.nx/cache';
export const INDEX = '.nx/cache-index';

/**
 * Where the job keeps crates and compiled code for the next machine (docs/sharing.md). In the workspace: GitLab
 * keeps nothing else.
 */
export const KEPT = '.nx/statix-cache';

/** Why the lines around `nx affected` are there, for who reads the pipeline. */
export const INDEX_REASON = [
  'Nx looks its cache up in an index that is named after the machine. The index of the machine before',
  'takes the place of this one’s, and is kept for the next.',
];

/** A release never shares volumes with anything: a scope of its own makes them cold. */
export const RELEASE_SCOPE = 'release';

/** Folders with what a job has made. */
export const RESULTS = ['dist/static', 'dist/verify', 'dist/upx'] as const;

/** What `test-static` says of tests, for services that show it. */
export const TEST_RESULTS = 'dist/test/**/junit.xml';
