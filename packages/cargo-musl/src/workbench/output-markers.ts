import { dirname } from 'node:path/posix';
import { pack, type Pack } from 'tar-stream';

/**
 * Empty files in the place of outputs, as a tar archive for the target folder: nothing can be removed
 * from a container that does not run, but an archive that is unpacked there replaces what it finds, a
 * link or a folder included. Cargo replaces them in turn, also where nothing had to be compiled
 * (`link_targets` runs for fresh units too); one that is still empty was not made.
 *
 * @param ownFolders folders that are made if they are not there
 */
export function outputMarkers(
  outputs: readonly string[],
  ownFolders: readonly string[],
  owner: { uid: number; gid: number },
): Pack {
  const tar = pack();
  const folders = new Set<string>(ownFolders);
  for (const path of outputs)
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  const entry = { ...owner, mtime: new Date(0) };
  for (const name of [...folders].sort())
    tar.entry({ ...entry, name: `${name}/`, type: 'directory', mode: 0o755 });
  for (const name of outputs) tar.entry({ ...entry, name, mode: 0o644 }, '');
  tar.finalize();
  return tar;
}
