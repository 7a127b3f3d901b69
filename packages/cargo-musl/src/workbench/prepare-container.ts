import { join } from 'node:path/posix';
import type { SeenFile, StoppedContainer } from '@statix/engine';
import { jobArchive, type JobContents } from './job-archive.js';
import type { JobArchive } from './workbench.js';

/** How the files of a container were before what runs in it began. */
export interface Prepared {
  /** Stamps of watched files by their absolute paths. */
  readonly stamps: ReadonlyMap<string, string>;
}

export interface PreparedContents extends JobContents {
  /** What is unpacked besides, each by its own folder. */
  readonly archives?: readonly JobArchive[];
  /** Absolute paths of inputs. */
  readonly watched: readonly string[];
}

/**
 * Puts into a container what its job finds, and sees to it that no file is in the place of an output.
 * Nothing can be removed from a container that does not run, but an archive that is unpacked there
 * replaces what it finds, a link or a folder included: an empty file takes the place of each output. Cargo
 * replaces it in turn, also where nothing had to be compiled (`link_targets` runs for fresh units too);
 * one that is still empty was not made.
 *
 * Each archive costs an engine a process (Docker: 50 ms), so that there is one, unpacked at the root.
 * Docker unpacks it into the mounted volumes. Whether it did is looked at: where something else is in the
 * place of an output, or a folder is missing, they are put into the volume by its own path.
 */
export async function prepareContainer(
  container: StoppedContainer,
  contents: PreparedContents,
  owner: { uid: number; gid: number },
): Promise<Prepared> {
  await container.putArchive('/', jobArchive('/', contents, owner));
  for (const { folder, archive } of contents.archives ?? [])
    await container.putArchive(folder, archive());
  const { target, outputs, folders = [], watched } = contents;
  const look = (path: string): Promise<SeenFile | undefined> => container.lookAt(path);
  const [made, there, seen] = await Promise.all([
    Promise.all(outputs.map((path) => look(join(target, path)))),
    Promise.all(folders.map((path) => look(join(target, path)))),
    Promise.all(watched.map(look)),
  ]);
  if (!made.every(isNothing) || there.includes(undefined)) {
    const left = { inputs: [], target, outputs, folders };
    await container.putArchive(target, jobArchive(target, left, owner));
  }
  const stamps = seen.flatMap((file, index) => {
    const path = watched[index];
    return file === undefined || path === undefined || !file.isRegular
      ? []
      : [[path, file.stamp] as const];
  });
  return { stamps: new Map(stamps) };
}

/** Nothing that a build could be taken to have made. */
function isNothing(file: SeenFile | undefined): boolean {
  return file === undefined || (file.isRegular && file.size === 0);
}
