import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execaSync } from 'execa';
import { openElf } from './open-elf.js';
import { getField, HEADER } from './testing/edit-elf.js';
import { fixturePath, readFixture } from './testing/fixture.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statix-elf-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('openElf', () => {
  it('hashes the file that it reads', async () => {
    const bytes = readFixture('static-pie');
    const { sha256, size, elf } = await openElf(fixturePath('static-pie'));
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(size).toBe(bytes.length);
    expect(elf.interpreters).toEqual([]);
  });

  it.each([
    [
      'text',
      'just text\n',
      'STATIX_ELF_NOT_ELF',
      "is not an ELF file but text that begins with 'just text'",
    ],
    ['script', '#!/usr/bin/env node\n', 'STATIX_ELF_NOT_ELF', 'a script for /usr/bin/env node'],
    ['empty', '', 'STATIX_ELF_NOT_ELF', 'an empty file'],
    ['magic', '\x7fELF', 'STATIX_ELF_TRUNCATED', 'reach to 0x40, the file ends at 0x4'],
  ])('refuses %s', async (name, content, code, what) => {
    const path = file(name, content);
    const promise = openElf(path);
    await expect(promise).rejects.toMatchObject({ code });
    await expect(promise).rejects.toThrow(path);
    await expect(promise).rejects.toThrow(what);
  });

  it('refuses what is no regular file', async () => {
    const link = join(folder, 'link');
    symlinkSync(fixturePath('static-pie'), link);
    const pipe = join(folder, 'pipe');
    execaSync('mkfifo', [pipe]);
    const missing = join(folder, 'missing');
    for (const [path, why] of [
      [link, 'it is a symbolic link'],
      [pipe, 'it is a pipe'],
      [folder, 'it is a folder'],
      ['/dev/null', 'it is a device'],
      [missing, 'there is no such file'],
    ]) {
      await expect(openElf(path!)).rejects.toMatchObject({
        code: 'STATIX_ELF_UNREADABLE',
        what: `${path} cannot be read: ${why}`,
      });
    }
  });

  it('refuses a file that is cut off, wherever the cut is', async () => {
    const bytes = readFixture('static-pie');
    const headersEnd = 64 + 56 * bytes.readUInt16LE(56);
    const path = file('cut', '');
    for (const length of [
      5,
      19,
      20,
      63,
      64,
      65,
      headersEnd - 1,
      headersEnd,
      0x1000,
      0x1001,
      0x2fff,
    ]) {
      writeFileSync(path, bytes.subarray(0, length));
      await expect(openElf(path)).rejects.toMatchObject({ code: 'STATIX_ELF_TRUNCATED' });
    }
  });

  it('refuses a file that lacks the last byte of its last segment', async () => {
    const bytes = readFixture('static');
    const ends = Array.from({ length: bytes.readUInt16LE(HEADER.phnum) }, (_, index) => {
      return Number(getField(bytes, index, 'offset') + getField(bytes, index, 'filesz'));
    });
    const path = file('cut', bytes.subarray(0, Math.max(...ends)));
    await openElf(path);
    truncateSync(path, Math.max(...ends) - 1);
    await expect(openElf(path)).rejects.toMatchObject({ code: 'STATIX_ELF_TRUNCATED' });
  });

  it('reads a file that ends with its last segment, as Linux does', async () => {
    const path = file('sections-cut', readFixture('static-pie').subarray(0, 0x3000));
    const { elf } = await openElf(path);
    expect(elf.sections.state).toBe('unreadable');
  });

  it('refuses a file that is written to while it is read', async () => {
    const path = join(folder, 'growing');
    copyFileSync(fixturePath('static-pie'), path);
    truncateSync(path, 300 * 1024 ** 2);
    const result = openElf(path).then(
      () => 'read',
      (error: unknown) => error,
    );
    const progress = { settled: false };
    void result.then(() => (progress.settled = true));
    while (!progress.settled) {
      appendFileSync(path, 'x');
      await setTimeout(5);
    }
    expect(await result).toMatchObject({ code: 'STATIX_ELF_CHANGED' });
  });

  it('refuses a file of absurd size without reading it', async () => {
    const path = join(folder, 'huge');
    copyFileSync(fixturePath('static-pie'), path);
    truncateSync(path, 5 * 1024 ** 3);
    await expect(openElf(path)).rejects.toMatchObject({ code: 'STATIX_ELF_MALFORMED' });
  });
});
