import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';

/**
 * What was downloaded into a Cargo home, as a tar archive for another: archives of crates, indexes and
 * bare git repositories. Not what was unpacked of them: the cargo that builds unpacks and checks it anew.
 */
export function cratesTar(cargoHome: string, owner: { uid: number; gid: number }): Pack {
  const tar = pack();
  fill(tar, cargoHome, owner).then(
    () => {
      tar.finalize();
    },
    (error: unknown) => {
      tar.destroy(error instanceof Error ? error : new Error(String(error)));
    },
  );
  return tar;
}

const downloaded = ['registry', 'registry/cache', 'registry/index', 'git', 'git/db'];

async function fill(tar: Pack, home: string, owner: { uid: number; gid: number }): Promise<void> {
  for (const name of downloaded) {
    if (!(await isFolder(join(home, name)))) continue;
    tar.entry({ name: `${name}/`, type: 'directory', mode: 0o755, ...owner });
    if (!name.includes('/')) continue;
    for (const entry of await entriesBelow(join(home, name))) {
      const path = `${name}/${entry}`;
      const facts = await stat(join(home, path));
      const header = { name: path, mtime: facts.mtime, ...owner };
      if (facts.isDirectory())
        tar.entry({ ...header, name: `${path}/`, type: 'directory', mode: 0o755 });
      else if (facts.isFile())
        await pipeline(
          createReadStream(join(home, path)),
          tar.entry({ ...header, mode: 0o644, size: facts.size }),
        );
    }
  }
}

/** Parents first. */
async function entriesBelow(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}
