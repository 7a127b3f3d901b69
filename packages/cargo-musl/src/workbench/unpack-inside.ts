import { join } from 'node:path/posix';
import { fileStamp } from '@statix/engine';
import type { ImageContract } from '@statix/contract';
import { modeOf, modified } from './job-archive.js';
import type { CargoJob, JobResult } from './workbench.js';

/** No exit code of cargo, a shell or an init. */
const NOT_UNPACKED = 97;

/**
 * Whether the container of a job can unpack its files itself, from standard input, before the job begins. That
 * takes it 10 ms, where an engine that puts files into a container takes 80: Docker starts a process of its own
 * for that, and mounts the container's file system twice. Whoever runs in it has no rights of root, so that
 * all must be in folders that everybody may write to, and be its own.
 */
export function canUnpackInside(
  { access, inputs, archives = [], memory }: CargoJob<unknown>,
  { workspace }: ImageContract['paths'],
): boolean {
  return (
    (access === 'build' || access === 'give-crates') &&
    archives.length === 0 &&
    memory === undefined &&
    inputs.every(
      ({ folder, writable, isNew = false }) =>
        !isNew && writable === undefined && folder === workspace,
    )
  );
}

/**
 * The command that unpacks and then becomes the job. An archive that is unpacked replaces what it finds, links
 * included; where it cannot, or the image lacks what it takes, nothing is said and the job does not begin.
 * A shell tells programs where it began (PWD), which cargo by itself would not.
 */
export function unpackInside(argv: readonly string[]): string[] {
  const unpack =
    'TAR_OPTIONS= tar --extract --same-permissions --no-same-owner --file=- --directory=/ 2>/dev/null';
  const script = `${unpack} || exit ${NOT_UNPACKED}; exec env -u PWD "$@" </dev/null`;
  return ['/bin/sh', '-c', script, 'sh', ...argv];
}

/** @param isSilent nothing was printed, which cargo always does */
export function wasNotUnpacked(
  { exitCode, startError }: JobResult,
  { isSilent }: { isSilent: boolean },
): boolean {
  return isSilent && (exitCode === NOT_UNPACKED || startError !== undefined);
}

/** Of the watched inputs, by their absolute paths, as an engine will see them: nobody can have changed them before. */
export function stampsOfInputs({
  inputs,
  watched,
}: Pick<CargoJob<unknown>, 'inputs' | 'watched'>): Map<string, string> {
  const wanted = new Set(watched);
  const stamps = new Map<string, string>();
  for (const { folder, files, times } of inputs)
    for (const { path, content, executable } of files) {
      const absolute = join(folder, path);
      if (!wanted.has(absolute)) continue;
      const { pax } = modified(times[path]?.time);
      const stamp = {
        size: content.byteLength,
        mode: modeOf(executable),
        mtime: pax.mtime,
      };
      stamps.set(absolute, fileStamp(stamp));
    }
  return stamps;
}
