import { basename, dirname } from 'node:path/posix';
import { pack } from 'tar-stream';

/** What cargo says of a package of version 0.1.0 that has no dependencies and the name of its folder. */
export function resolvedRoot(manifest: string): { metadata: string; linked: string } {
  const folder = dirname(manifest);
  const name = basename(folder);
  const found = { name, version: '0.1.0', source: null, license: 'MIT', license_file: null };
  return {
    metadata: JSON.stringify({ packages: [{ ...found, manifest_path: manifest }] }),
    linked: `0|${name} v0.1.0 (${folder})||\n`,
  };
}

/** An archive as `container/contents.sh` writes it. */
export async function contentsArchive(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
