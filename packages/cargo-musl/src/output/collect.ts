import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { canonicalJson, StatixError, writeFileDurably, type BuildManifest } from '@statix/contract';
import type { StoppedContainer } from '@statix/engine';

/**
 * Takes the binaries out of the container, each with its manifest, and removes what an earlier build
 * left in the folder. A reader never sees a part of a file, and a manifest appears after its binary.
 *
 * @param executables binary name → path in the container
 */
export async function collectBinaries(
  container: StoppedContainer,
  executables: ReadonlyMap<string, string>,
  folder: string,
  describe: (binary: BuildManifest['binary']) => BuildManifest,
): Promise<BuildManifest[]> {
  const manifests: BuildManifest[] = [];
  const kept = new Set<string>();
  for (const [name, path] of executables) {
    const { content } = await container.getFile(path);
    const hash = createHash('sha256');
    let size = 0;
    const measured = content.pipe(
      new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          size += chunk.length;
          done(null, chunk);
        },
      }),
    );
    content.once('error', (error) => measured.destroy(error));
    await writeFileDurably(join(folder, name), measured, { mode: 0o755 });
    const manifest = describe({ name, sha256: hash.digest('hex'), size });
    await writeFileDurably(join(folder, `${name}.build.json`), canonicalJson(manifest));
    kept.add(name).add(`${name}.build.json`);
    manifests.push(manifest);
  }
  await removeStale(folder, kept);
  return manifests;
}

/** Removes binaries that an earlier build made, known by their manifest, and nothing else. */
async function removeStale(folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (!entry.endsWith('.build.json') || kept.has(entry)) continue;
    await rm(join(folder, entry.slice(0, -'.build.json'.length)), { force: true });
    await rm(join(folder, entry));
  }
}

/** @throws StatixError STATIX_BINARY_NOT_BUILT when cargo succeeded without making any binary */
export function requireExecutables(executables: ReadonlyMap<string, string>): void {
  if (executables.size > 0) return;
  throw new StatixError({
    code: 'STATIX_BINARY_NOT_BUILT',
    what: 'cargo succeeded but made no binary',
    why: 'Cargo leaves out binaries whose required-features are off.',
    remedies: ['Turn those features on with the option `features`.'],
  });
}
