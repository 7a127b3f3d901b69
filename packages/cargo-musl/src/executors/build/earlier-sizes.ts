import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildManifestSchema } from '@statix/contract';
import type { BuildPlan } from './plan.js';
import { formatSize } from './report-binary.js';

/**
 * Bytes of the programs whose manifests lie where a build will write its own, by name. One that cannot be read
 * is of no program.
 */
export function earlierSizes(
  { binaries, outputPath }: Pick<BuildPlan, 'binaries' | 'outputPath'>,
  workspaceRoot: string,
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { name } of binaries) {
    const size = sizeOf(join(workspaceRoot, outputPath, `${name}.build.json`));
    if (size !== undefined) sizes.set(name, size);
  }
  return sizes;
}

function sizeOf(path: string): number | undefined {
  try {
    return buildManifestSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data?.binary.size;
  } catch {
    return undefined;
  }
}

/**
 * How programs changed against those that were in their place: `app 2.6 MB larger than the one before`.
 * Nothing of those that have their size, or that were not there.
 */
export function sizeChanges(
  programs: readonly { readonly name: string; readonly size: number }[],
  earlier: ReadonlyMap<string, number>,
): string[] {
  return programs.flatMap(({ name, size }) => {
    const before = earlier.get(name);
    if (before === undefined || before === size) return [];
    const bytes = Math.abs(size - before);
    const text = bytes >= 1000 ? formatSize(bytes) : `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
    return [`${name} ${text} ${size > before ? 'larger' : 'smaller'} than the one before`];
  });
}
