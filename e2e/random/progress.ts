import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Tally {
  hits: number;
  misses: number;
  falseHits: string[];
  /** Edit kind → how many programs Nx builds and cargo does not. */
  falseRebuilds: Record<string, number>;
  /** Those of them whose kind of edit gives no reason for it. */
  unexplained: string[];
  /** `program hash` → sha256 of what cargo made: what Nx would have in its cache. */
  cache: Record<string, string>;
}

/** What came out so far: a run that was interrupted goes on from here, for the edits are seeded. */
export interface Progress {
  readonly seed: number;
  /** Edits that were made and looked at. */
  count: number;
  /** By Nx version: hashes before the first edit; others mean another product, whose run starts anew. */
  readonly start: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By Nx version. */
  readonly versions: Record<string, Tally>;
  /** Why Nx may build what cargo does not, by the kind of edit. */
  readonly reasons: Record<string, string>;
  /** Kinds whose false rebuilds are Nx's own. */
  readonly ofNx: readonly string[];
  /** Builds of nothing but what the container sees: that failed for a file that was not declared … */
  notBuildable: number;
  /** … and that gave a binary … */
  stagedBuilds: number;
  /** … which was not the one of the whole workspace. */
  readonly stagedDifferences: string[];
}

export function freshProgress({
  seed,
  start,
  ofNx,
}: Pick<Progress, 'seed' | 'start' | 'ofNx'>): Progress {
  const versions = Object.keys(start).map((version): [string, Tally] => [
    version,
    { hits: 0, misses: 0, falseHits: [], falseRebuilds: {}, unexplained: [], cache: {} },
  ]);
  return {
    ...{ seed, start, ofNx, versions: Object.fromEntries(versions), count: 0, reasons: {} },
    ...{ notBuildable: 0, stagedBuilds: 0, stagedDifferences: [] },
  };
}

/** The progress of that file if it is of the same seed and the same product, none otherwise. */
export function readProgress({ seed, start }: Progress, path: string): Progress | undefined {
  if (!existsSync(path)) return undefined;
  const found = JSON.parse(readFileSync(path, 'utf8')) as Progress;
  const same = found.seed === seed && JSON.stringify(found.start) === JSON.stringify(start);
  return same ? found : undefined;
}

export function writeProgress(progress: Progress, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(progress));
}
