import { dirname } from 'node:path';
import { pack, type Pack } from 'tar-stream';
import type { StagedFile } from './staged-file.js';
import type { StagedTimes } from './assign-times.js';

/**
 * The staged tree as a tar stream, to be unpacked in the container's workspace folder. Owned by the
 * caller's user, because build scripts may write beside their sources.
 *
 * Times are PAX records with fractions: whole seconds cannot tell an edit from a compilation that
 * began within the same second.
 */
export function stagingTar(
  files: readonly StagedFile[],
  times: StagedTimes,
  owner: { uid: number; gid: number },
): Pack {
  const tar = pack();
  for (const folder of folders(files)) {
    tar.entry({
      name: `${folder}/`,
      type: 'directory',
      mode: 0o755,
      ...owner,
      ...modified(times, folder),
    });
  }
  for (const file of files) {
    const mode = file.executable ? 0o755 : 0o644;
    tar.entry({ name: file.path, mode, ...owner, ...modified(times, file.path) }, file.content);
  }
  tar.finalize();
  return tar;
}

/** Every folder above a file, parents first. */
function folders(files: readonly StagedFile[]): string[] {
  const all = new Set<string>();
  for (const file of files) {
    for (let folder = dirname(file.path); folder !== '.'; folder = dirname(folder)) all.add(folder);
  }
  return [...all].sort();
}

/** Entries that no compilation reads have a constant time, 1980-01-01. */
function modified(times: StagedTimes, path: string): { mtime: Date; pax: Record<string, string> } {
  const time = times[path]?.time ?? 315_532_800;
  return { mtime: new Date(time * 1000), pax: { mtime: time.toFixed(6) } };
}
