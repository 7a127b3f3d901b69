import { join } from 'node:path/posix';
import type { PlannedBinary } from '@statix/cargo';
import type { ImageContract } from '@statix/contract';
import { toolPaths } from '../cargo/image-tools.js';
import type { CargoJob } from '../workbench/workbench.js';
import { containerScript } from './container-script.js';

/** In the target folder; no name of Cargo's begins so. */
const FOLDER = '.statix-linked';

/** Where it is told of a program what it is linked from, relative to the target folder. */
export function linkedPath({ name }: Pick<PlannedBinary, 'name'>): string {
  return `${FOLDER}/${name}`;
}

/**
 * A job of cargo, for a container, that also leaves of each program what it is linked from: see
 * `parseLinkRecord`. It is written where build scripts have run, and by the same user: they could as well have
 * told the linker something else. Nothing is left where the image's linker records nothing.
 *
 * @param binaries as cargo leaves them
 */
export async function linkedJob<T>(
  job: CargoJob<T>,
  binaries: readonly PlannedBinary[],
  { paths, tools, rustc, triple }: Pick<ImageContract, 'paths' | 'tools' | 'rustc' | 'triple'>,
): Promise<CargoJob<T>> {
  const script = await containerScript('linked.sh');
  const libraries = join(rustc.sysroot, 'lib/rustlib', triple, 'lib');
  return {
    ...job,
    argv: [
      ...['/bin/sh', '-c', script.content.toString('utf8'), 'sh'],
      ...[paths.target, join(paths.target, FOLDER), toolPaths({ tools })['llvm-ar'] ?? 'llvm-ar'],
      ...[libraries, binaries.map(({ path }) => path).join('\n'), ...job.argv],
    ],
    outputs: [...job.outputs, ...binaries.map(linkedPath)],
  };
}
