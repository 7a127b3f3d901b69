import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { execaSync } from 'execa';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { zipOf } from '../testing/make-archive.js';
import { ARCHIVE_LIMITS } from './archive-limits.js';
import { Budget } from './budget.js';
import { readZip } from './read-zip.js';

const newFolder = temporaryFolders();

async function contentsOf(archive: Buffer, limits = ARCHIVE_LIMITS) {
  const path = join(newFolder(), 'a.zip');
  writeFileSync(path, archive);
  const file = await open(path);
  const found: Record<string, string> = {};
  try {
    const source = { file, size: archive.length };
    const budget = new Budget('a.zip', source.size, new AbortController().signal, limits);
    await readZip(source, 'a.zip', budget, async (name, content) => {
      found[name] =
        typeof content === 'string' ? `(${content})` : (await buffer(content)).toString('utf8');
    });
  } finally {
    await file.close();
  }
  return found;
}

const content = Buffer.from('content of a program '.repeat(10));
const whole = zipOf([
  { name: 'app', content },
  { name: 'other', content: Buffer.from('x') },
]);

/** Where something of its own kind begins: of a local header, of the list, of the end. */
const LOCAL = 'PK\x03\x04';
const LISTED = 'PK\x01\x02';
const END = 'PK\x05\x06';
function at(kind: string, bytes = whole): number {
  return bytes.indexOf(kind, 0, 'latin1');
}

/** The archive with another number of 32 bits at an offset from where something begins. */
function changed(kind: string, offset: number, value: number, bytes = whole): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(value, at(kind, bytes) + offset);
  return copy;
}

test('its files are read', async () => {
  expect(await contentsOf(whole)).toEqual({ app: content.toString(), other: 'x' });
});

test('a thousand files are read', async () => {
  const files = Array.from({ length: 1000 }, (_, index) => ({ name: `d/${index}`, content }));
  expect(Object.keys(await contentsOf(zipOf(files)))).toHaveLength(1000);
  const limits = { ...ARCHIVE_LIMITS, members: 999 };
  await expect(contentsOf(zipOf(files), limits)).rejects.toMatchObject({
    code: 'STATIX_ARCHIVE_OVER_LIMIT',
  });
});

describe('archives that git makes', () => {
  test('git archive, with a comment and a link', async () => {
    const folder = newFolder();
    const git = (...args: string[]) =>
      execaSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
        cwd: folder,
        encoding: 'buffer',
      }).stdout;
    git('init', '--quiet');
    mkdirSync(join(folder, 'é'));
    writeFileSync(join(folder, 'é/file'), content);
    symlinkSync('é/file', join(folder, 'link'));
    git('add', '.');
    git('commit', '--quiet', '-m', 'x');
    const archive = Buffer.from(git('archive', '--format=zip', 'HEAD'));
    expect(await contentsOf(archive)).toEqual({ 'é/file': content.toString(), link: '(link)' });
  });
});

test.each<[string, Buffer]>([
  ['local header and list say other checksums', changed(LOCAL, 14, 1)],
  ['local header and list say other compressed sizes', changed(LOCAL, 18, 1)],
  ['local header and list say other sizes', changed(LOCAL, 22, 1)],
  ['the list says a larger compressed size', changed(LISTED, 20, 60)],
  ['the list says a smaller size', changed(LISTED, 24, 5)],
  ['the local header says another method', changed(LOCAL, 8, 0)],
  ['the local header puts sizes behind the content', changed(LOCAL, 6, 0x0008_0008)],
  ['both list the same file', changed(LISTED, 42, at('other') - 30)],
  ['bytes before it', withBytesBefore()],
  ['a file begins behind its end', changed(LISTED, 42, 0x7fff_ffff)],
  ['a file that is not listed', withUnlisted()],
  ['a list that goes on', changed(END, 8, 0x0001_0001)],
  ['a link of Unix in an archive of DOS', withSystem(0, 0o120777)],
  ['a device', withSystem(3, 0o060644)],
  [
    'a link with content of a program',
    zipOf([{ name: 'l', content: Buffer.alloc(5000), mode: 0o120777 }]),
  ],
  ['a folder with content', zipOf([{ name: 'd/', content }])],
  ['a name with a backslash', zipOf([{ name: '..\\app', content }])],
  ['a name that leads out', zipOf([{ name: '../app', content }])],
  ['a name of the root', zipOf([{ name: '/app', content }])],
  ['a name that is one of UTF-8 to some', zipOf([{ name: '\xff/../app', content }])],
])('attack: a zip archive is refused: %s', async (_what, archive) => {
  await expect(contentsOf(archive)).rejects.toMatchObject({ code: 'STATIX_ARCHIVE_REFUSED' });
});

test.each<[string, Buffer]>([
  ['cut off', whole.subarray(0, -1)],
  ['without its end', whole.subarray(0, at(END))],
  ['half', whole.subarray(0, 100)],
  ['nothing but a beginning', Buffer.from('PK\x03\x04')],
  ['the list begins behind its end', changed(END, 16, 0x7fff_ffff)],
  ['the list begins elsewhere', changed(END, 16, 3)],
  ['content is other content', withOtherContent()],
  ['sizes that both headers say are wrong', changed(LOCAL, 22, 5, changed(LISTED, 24, 5))],
  ['more files than there are', changed(END, 8, 0x0fff_0fff)],
  ['a part of several', changed(END, 4, 1)],
  ['a comment that is longer', changed(END, 18, 0x0010_0000)],
  ['an end in zip64 at no place', withZip64End(2 ** 32 - 1)],
  ['an end in zip64 at a place that no number of JavaScript has', withZip64End(0)],
])('fault: a zip archive is damaged: %s', async (_what, archive) => {
  await expect(contentsOf(archive)).rejects.toMatchObject({ code: 'STATIX_ARCHIVE_DAMAGED' });
});

test.each<[string, Buffer]>([
  ['encrypted', changed(LOCAL, 6, 0x0008_0001, changed(LISTED, 8, 0x0008_0001))],
  ['by another method', changed(LOCAL, 8, 93, changed(LISTED, 10, 93))],
])('files that are %s are said to be so', async (_what, archive) => {
  await expect(contentsOf(archive)).rejects.toMatchObject({ code: 'STATIX_ARCHIVE_UNSUPPORTED' });
});

/** Between the last file and the list: readers of local headers find it. */
function withUnlisted(): Buffer {
  const hidden = zipOf([{ name: 'hidden', content }]);
  const local = hidden.subarray(0, at(LISTED, hidden));
  const list = at(LISTED);
  const copy = Buffer.concat([whole.subarray(0, list), local, whole.subarray(list)]);
  copy.writeUInt32LE(list + local.length, at(END, copy) + 16);
  return copy;
}

function withBytesBefore(): Buffer {
  const script = Buffer.from('#!/bin/sh\n');
  const one = zipOf([{ name: 'app', content }]);
  const list = at(LISTED, one) + script.length;
  const moved = changed(END, 16, list, changed(LISTED, 42, script.length, one));
  return Buffer.concat([script, moved]);
}

function withSystem(system: number, mode: number): Buffer {
  const archive = zipOf([{ name: 'l', content: Buffer.from('app'), mode }]);
  archive[at(LISTED, archive) + 5] = system;
  return archive;
}

function withOtherContent(): Buffer {
  const copy = Buffer.from(whole);
  const second = copy.indexOf(LOCAL, 4, 'latin1');
  const place = second + 30 + 'other'.length + 1;
  copy.writeUInt8(copy.readUInt8(place) ^ 1, place);
  return copy;
}

/** @param high the upper half of the place where its end is said to be; 0 for one above 2^63 */
function withZip64End(high: number): Buffer {
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeUInt32LE(high === 0 ? 0x8000_0000 : 0, 12);
  locator.writeUInt32LE(0xffff_fff0, 8);
  const end = at(END);
  return Buffer.concat([whole.subarray(0, end), locator, whole.subarray(end)]);
}
