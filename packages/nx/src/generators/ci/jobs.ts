/** What the emitted pipelines know of the workspace. */
export interface PipelineFacts {
  /** Branch that pull requests go into. */
  readonly defaultBranch: string;
  readonly packageManager: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** Installs exactly what the lockfile says, as a shell line. */
  readonly install: string;
  /** What a program of the workspace is started with: `npx`. */
  readonly exec: string;
  readonly nodeVersion: string;
  readonly registry: string | undefined;
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
 * One Nx task at a time, because each build takes all cores by itself. The release trusts nothing
 * that an earlier run left: Nx's caches, local and remote, can hold what a pull request put there
 * (CVE-2025-36852), and a verify result from a cache says nothing about the binary at hand.
 */
export function jobLines({ exec, synced }: PipelineFacts): JobLines {
  // A digest that is out of step would make Nx take an old result for the present one.
  const inStep = synced ? [`${exec} nx sync:check`] : [];
  return {
    affected: [...inStep, `${exec} nx affected -t static --parallel=1`],
    release: [
      ...inStep,
      `${exec} nx run-many -t static --parallel=1 --skipNxCache --skipRemoteCache`,
      // The checksums that verify-static wrote beside its evidence, against the files to be released.
      'find dist/verify -name SHA256SUMS | sort | xargs -r cat > SHA256SUMS',
      'test -s SHA256SUMS',
    ],
    lock: [`${exec} nx run statix-image:image-lock --check`],
  };
}

/** A release never shares volumes with anything: a scope of its own makes them cold. */
export const RELEASE_SCOPE = 'release';
