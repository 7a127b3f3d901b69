import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TestProcess } from '@statix/contract/testing/child-process';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { paxRecord, TAR_END, tarBlocks, zipOf } from '../testing/make-archive.js';

const newFolder = temporaryFolders();
const program = readFileSync(join(__dirname, '../../../elf/fixtures/static-pie'));

const MEBIBYTE = 1024 * 1024;

/** Many, and long: in 50,000 files there may be 8 MiB of them. */
const names = Array.from({ length: 20_000 }, (_, at) => `${'d'.repeat(90)}/${at}`);

test.each<[string, (path: string) => void, string]>([
  [
    'a large program in a tar',
    (path) => {
      const size = 200 * MEBIBYTE;
      writeFileSync(path, tarBlocks({ name: 'app', size }));
      appendFileSync(path, program);
      // A hole: it takes no space on the disk, and the mark of the end is zeros too.
      truncateSync(path, 512 + size + TAR_END.length);
    },
    '1 programs',
  ],
  [
    'many names in a tar.gz',
    (path) => {
      const files = names.map((name) => tarBlocks({ name }));
      writeFileSync(path, gzipSync(Buffer.concat([...files, TAR_END])));
    },
    'STATIX_ARCHIVE_NO_PROGRAM',
  ],
  [
    'many names in a zip',
    (path) => {
      writeFileSync(path, zipOf(names.map((name) => ({ name, content: Buffer.alloc(0) }))));
    },
    'STATIX_ARCHIVE_NO_PROGRAM',
  ],
  [
    'many records in pax headers',
    (path) => {
      const files = Array.from({ length: 100 }, (_, at) => [
        tarBlocks({ type: 'x' }, records()),
        tarBlocks({ name: String(at) }),
      ]);
      writeFileSync(path, gzipSync(Buffer.concat([...files.flat(), TAR_END])));
    },
    'STATIX_ARCHIVE_NO_PROGRAM',
  ],
  [
    'a bomb in a bomb',
    (path) => {
      writeFileSync(path, gzipSync(gzipSync(Buffer.alloc(128 * MEBIBYTE))));
    },
    'STATIX_ARCHIVE_OVER_LIMIT',
  ],
])(
  'attack: %s is read within 64 MiB',
  async (_what, write, outcome) => {
    const path = join(newFolder(), 'archive');
    write(path);
    const child = new TestProcess(join(__dirname, '../testing/memory-of-inputs.ts'), {
      args: [path],
    });
    const { stdout } = await child.ended();
    const [, became, grown] = /^(.*)\ngrown by (\d+) MiB\n$/.exec(stdout)!;
    expect(became).toBe(outcome);
    expect(Number(grown)).toBeLessThanOrEqual(64);
  },
  180_000,
);

/** As many as one header may have. */
function records(): string {
  let text = '';
  for (let at = 0; text.length < 127 * 1024; at += 1) text += paxRecord(`k${at}`, '');
  return text;
}
