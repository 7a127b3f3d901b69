import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildManifestSchema } from '@statix/contract';
import type { BuildPlan } from './plan.js';

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
