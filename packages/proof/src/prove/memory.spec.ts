import { copyFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { TestProcess } from '@statix/contract/testing/child-process';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';

const newFolder = temporaryFolders();
const FIXTURE = join(__dirname, '../../../elf/fixtures/static-pie');

test('attack: a program of 2 GiB is read and sent within 64 MiB', async () => {
  const program = join(newFolder(), 'program');
  copyFileSync(FIXTURE, program);
  // A hole: it takes no space on the disk.
  truncateSync(program, 2 * 1024 ** 3);
  const child = new TestProcess(join(__dirname, '../testing/memory-program.ts'), {
    args: [program],
  });
  const [, sent, grown] = /sent (\d+), grown by (\d+) MiB/.exec((await child.ended()).stdout)!;
  expect(Number(sent)).toBeGreaterThan(2 * 1024 ** 3);
  expect(Number(grown)).toBeLessThanOrEqual(64);
}, 180_000);
