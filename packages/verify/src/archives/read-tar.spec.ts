import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { execaSync } from 'execa';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { paxRecord, TAR_END, tarBlocks } from '../testing/make-archive.js';
import { ARCHIVE_LIMITS } from './archive-limits.js';
import { Budget } from './budget.js';
import { readTar } from './read-tar.js';

const newFolder = temporaryFolders();

/** What is in an archive that comes in pieces of some bytes. */
async function contentsOf(
  archive: Buffer,
  pieceBytes = 700,
  limits = ARCHIVE_LIMITS,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const budget = new Budget('a.tar', archive.length, new AbortController().signal, limits);
  await readTar(pieces(archive, pieceBytes), 'a.tar', budget, async (name, content) => {
    found[name] =
      typeof content === 'string' ? `(${content})` : (await buffer(content)).toString('utf8');
  });
  return found;
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('archives that other programs make', () => {
  const long = `${'d'.repeat(120)}/${'e'.repeat(120)}`;

  test.each(['v7', 'oldgnu', 'gnu', 'ustar', 'pax'])('GNU tar, format %s', async (format) => {
    const folder = newFolder();
    const isShort = format === 'v7' || format === 'ustar';
    const name = isShort ? 'folder/file' : long;
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'content');
    symlinkSync('x'.repeat(isShort ? 20 : 150), join(folder, 'link'));
    writeFileSync(join(folder, 'é'), '');
    const archive = join(folder, 'a.tar');
    const tops = [name.split('/')[0]!, 'link', 'é'];
    execaSync('tar', [`--format=${format}`, '-cf', archive, ...tops], { cwd: folder });
    expect(await contentsOf(readFileSync(archive))).toEqual({
      [name]: 'content',
      link: '(link)',
      é: '',
    });
  });

  test('git archive, with a header for all files', async () => {
    const folder = newFolder();
    const git = (...args: string[]) =>
      execaSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
        cwd: folder,
        encoding: 'buffer',
      }).stdout;
    git('init', '--quiet');
    writeFileSync(join(folder, 'file'), 'content');
    git('add', '.');
    git('commit', '--quiet', '-m', 'x');
    const archive = Buffer.from(git('archive', '--format=tar', 'HEAD'));
    expect(archive.includes('comment=')).toBe(true);
    expect(await contentsOf(archive)).toEqual({ file: 'content' });
  });
});

test('pieces of any size are the same archive', async () => {
  const archive = Buffer.concat([
    tarBlocks({ name: 'a' }, 'x'.repeat(600)),
    tarBlocks({ name: 'b' }, 'y'),
    TAR_END,
  ]);
  for (const size of [1, 511, 512, 513, 100_000]) {
    expect(await contentsOf(archive, size)).toEqual({ a: 'x'.repeat(600), b: 'y' });
  }
});

test('as many files are read as the limit says, and no more', async () => {
  const limits = { ...ARCHIVE_LIMITS, members: 1000 };
  const files = Array.from({ length: 1000 }, (_, at) => tarBlocks({ name: `d/${at}` }));
  const whole = Buffer.concat([...files, TAR_END]);
  expect(Object.keys(await contentsOf(whole, 65_536, limits))).toHaveLength(1000);
  const more = Buffer.concat([...files, tarBlocks({ name: 'more' }), TAR_END]);
  await expect(contentsOf(more, 65_536, limits)).rejects.toMatchObject({
    code: 'STATIX_ARCHIVE_OVER_LIMIT',
  });
});

const file = tarBlocks({ name: 'app' }, 'content');

test.each<[string, Buffer[]]>([
  [
    'a header for all files gives them a size',
    [tarBlocks({ type: 'g' }, paxRecord('size', '0')), file],
  ],
  [
    'a header for all files gives them a name',
    [tarBlocks({ type: 'g' }, paxRecord('path', 'other')), file],
  ],
  [
    'a file has two pax headers',
    [
      tarBlocks({ type: 'x' }, paxRecord('path', 'a')),
      tarBlocks({ type: 'x' }, paxRecord('path', 'b')),
      file,
    ],
  ],
  [
    'a file has two long names',
    [tarBlocks({ type: 'L' }, 'a\0'), tarBlocks({ type: 'L' }, 'b\0'), file],
  ],
  [
    'GNU and pax give a file two names',
    [tarBlocks({ type: 'L' }, 'a\0'), tarBlocks({ type: 'x' }, paxRecord('path', 'b')), file],
  ],
  ['a pax header takes a name away', [tarBlocks({ type: 'x' }, paxRecord('path', '')), file]],
  ['a pax header gives no size', [tarBlocks({ type: 'x' }, paxRecord('size', '-1')), file]],
  [
    'a name leads out of it by a pax header',
    [tarBlocks({ type: 'x' }, paxRecord('path', '../app')), file],
  ],
  ['a name leads out of it by a long name', [tarBlocks({ type: 'L' }, '/app\0'), file]],
  [
    'a name leads out of it where a backslash is a slash',
    [tarBlocks({ type: 'L' }, '..\\app\0'), file],
  ],
  [
    'a name reads as if it led out of an archive in it',
    [tarBlocks({ type: 'L' }, 'a!../app\0'), file],
  ],
  ['a name ends at a zero', [tarBlocks({ type: 'x' }, paxRecord('path', 'a\0b')), file]],
  ['a file in parts', [tarBlocks({ type: 'S', name: 'app' }, 'content')]],
  [
    'a file in parts by a pax header',
    [tarBlocks({ type: 'x' }, paxRecord('GNU.sparse.major', '1')), file],
  ],
  ['the rest of a file in another archive', [tarBlocks({ type: 'M', name: 'app' }, 'content')]],
  ['a list of names', [tarBlocks({ type: 'D', name: 'd' }, 'content')]],
  ['a link has content', [tarBlocks({ type: '2', name: 'l', linkName: 'app' }, 'content')]],
  ['a folder has content', [tarBlocks({ type: '5', name: 'd' }, 'content')]],
  ['a header of a gigabyte', [tarBlocks({ type: 'x', size: 1024 ** 3 }, 'x')]],
  ['a file behind its end', [file, TAR_END, file]],
  ['a file behind one block of zeros', [file, TAR_END.subarray(512), file]],
])('attack: a tar archive is refused: %s', async (_what, parts) => {
  await expect(contentsOf(Buffer.concat([...parts, TAR_END]))).rejects.toMatchObject({
    code: 'STATIX_ARCHIVE_REFUSED',
  });
});

test.each<[string, Buffer]>([
  ['no mark at its end', file],
  ['half a mark', Buffer.concat([file, TAR_END.subarray(512)])],
  ['half a header', file.subarray(0, 300)],
  ['half a file', Buffer.concat([file.subarray(0, 515)])],
  [
    'a header for a file that is not there',
    Buffer.concat([tarBlocks({ type: 'L' }, 'a\0'), TAR_END]),
  ],
  ['no size', Buffer.concat([tarBlocks({ size: 'x' }), TAR_END])],
  ['a size below zero', Buffer.concat([tarBlocks({ size: '\xff'.repeat(12) }), TAR_END])],
  [
    'a size of 2^70',
    Buffer.concat([tarBlocks({ size: `\x80\0\0\x40${'\0'.repeat(8)}` }), TAR_END]),
  ],
  ['a size larger than it is', Buffer.concat([tarBlocks({ size: 2 ** 33 - 1 }), TAR_END])],
  ['a wrong checksum', Buffer.concat([file, Buffer.from(file).fill('y', 0, 1), TAR_END])],
  [
    'a pax header that ends early',
    Buffer.concat([tarBlocks({ type: 'x' }, '99 path=a\n'), file, TAR_END]),
  ],
  [
    'a pax header without a length',
    Buffer.concat([tarBlocks({ type: 'x' }, 'path=a\n'), file, TAR_END]),
  ],
])('fault: a tar archive is damaged: %s', async (_what, archive) => {
  await expect(contentsOf(archive)).rejects.toMatchObject({ code: 'STATIX_ARCHIVE_DAMAGED' });
});
