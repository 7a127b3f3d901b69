import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TestProcess } from '@statix/contract/testing/child-process';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { paxRecord, TAR_END, tarBlocks, zipOf } from '../testing/make-archive.js';

const newFolder = temporaryFolders();
const program = readFileSync(join(__dirname, '../../../elf/fixtures/static-pie'));

/** Names of the length that 50,000 of them may have, and of any. */
const names = Array.from({ length: 20_000 }, (_, at) => `${'d'.repeat(180)}/${at}`);

test('attack: archives of any size and kind are read within 64 MiB', async () => {
  const folder = newFolder();
  const large = join(folder, 'large.tar');
  const size = 128 * 1024 ** 2;
  writeFileSync(large, tarBlocks({ name: 'app', size }));
  appendFileSync(large, program);
  // Holes: they take no space on the disk, and the mark of the end is zeros too.
  truncateSync(large, 512 + size + 1024);
  const files: Record<string, Buffer> = {
    'names.tar.gz': gzipSync(Buffer.concat([...names.map((name) => tarBlocks({ name })), TAR_END])),
    'names.zip': zipOf(names.map((name) => ({ name, content: Buffer.alloc(0) }))),
    'records.tar.gz': gzipSync(
      Buffer.concat([
        ...Array.from({ length: 100 }, (_, at) => [
          tarBlocks({ type: 'x' }, records()),
          tarBlocks({ name: String(at) }),
        ]).flat(),
        TAR_END,
      ]),
    ),
    'bomb.gz': gzipSync(gzipSync(Buffer.alloc(128 * 1024 ** 2))),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const args = [large, ...Object.keys(files).map((name) => join(folder, name))];
  const child = new TestProcess(join(__dirname, '../testing/memory-of-inputs.ts'), { args });
  const { stdout } = await child.ended();
  const [grown, ...outcomes] = stdout.trim().split('\n').reverse();
  expect(outcomes.reverse()).toEqual([
    '1 programs',
    'STATIX_ARCHIVE_NO_PROGRAM',
    'STATIX_ARCHIVE_NO_PROGRAM',
    'STATIX_ARCHIVE_NO_PROGRAM',
    'STATIX_ARCHIVE_OVER_LIMIT',
  ]);
  expect(Number(/grown by (\d+) MiB/.exec(grown!)?.[1])).toBeLessThanOrEqual(64);
}, 180_000);

/** As many as one header may have. */
function records(): string {
  let text = '';
  for (let at = 0; text.length < 127 * 1024; at += 1) text += paxRecord(`k${at}`, '');
  return text;
}
