import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { arOf } from '../archive/ar.js';
import { bytesOf, tarOf } from '../archive/tar.js';
import { sizeOf, treeOf, type TreeEntry } from '../archive/tree.js';
import { writeHashed } from '../archive/write-hashed.js';
import { gzip } from '../deflate/gzip.js';
import { controlFile, type ControlFields } from './control-file.js';

/**
 * A Debian package (deb(5)): version of the format, control archive, data archive. Written here and not by
 * dpkg-deb: that would take an engine, compresses with a zlib or liblzma of its own, and the
 * format is three files one after the other.
 *
 * @param entries what is installed, by paths from the root
 * @param scratch a folder of our own
 * @returns the package's bytes, the same for the same entries and fields
 */
export async function debianPackage(
  fields: Omit<ControlFields, 'installedBytes'>,
  entries: readonly TreeEntry[],
  scratch: string,
): Promise<Readable> {
  const tree = treeOf(entries);
  const files = tree.flatMap((entry) => (entry.kind === 'file' ? [entry] : []));
  const installedBytes = files.reduce((sum, { content }) => sum + sizeOf(content), 0);
  const sums: string[] = [];
  for (const { path, content } of files) {
    const md5 = createHash('md5');
    for await (const chunk of bytesOf(content)) if (Buffer.isBuffer(chunk)) md5.update(chunk);
    sums.push(`${md5.digest('hex')}  ${path}\n`);
  }
  const control = treeOf([
    textFile('control', controlFile({ ...fields, installedBytes })),
    textFile('md5sums', sums.join('')),
  ]);
  const archives = {
    control: await writeHashed(join(scratch, 'control.tar.gz'), gzip(tarOf(control, './'))),
    data: await writeHashed(join(scratch, 'data.tar.gz'), gzip(tarOf(tree, './'))),
  };
  return arOf([
    { name: 'debian-binary', content: Buffer.from('2.0\n') },
    { name: 'control.tar.gz', content: archives.control },
    { name: 'data.tar.gz', content: archives.data },
  ]);
}

function textFile(path: string, text: string): TreeEntry {
  return { kind: 'file', path, mode: 0o644, content: Buffer.from(text) };
}
