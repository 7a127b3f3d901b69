import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { writeFileDurably } from './durable-file.js';
import { statixErrorOf } from './testing/expect-error.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statix-durable-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('writes text, bytes and streams, makes folders, sets the mode whatever the umask', async () => {
  const umask = process.umask(0o077);
  try {
    await writeFileDurably(join(folder, 'a/b/text'), 'x');
    await writeFileDurably(
      join(folder, 'program'),
      Readable.from([Buffer.from('y'), Buffer.from('z')]),
      {
        mode: 0o755,
      },
    );
  } finally {
    process.umask(umask);
  }
  expect(readFileSync(join(folder, 'a/b/text'), 'utf8')).toBe('x');
  expect(readFileSync(join(folder, 'program'), 'utf8')).toBe('yz');
  expect(statSync(join(folder, 'program')).mode & 0o777).toBe(0o755);
});

test('a stream that fails midway leaves the old file and nothing else', async () => {
  writeFileSync(join(folder, 'out'), 'old');
  async function* cut() {
    yield Buffer.from('new');
    throw new Error('the engine is gone');
  }
  await expect(writeFileDurably(join(folder, 'out'), Readable.from(cut()))).rejects.toThrow(
    'the engine is gone',
  );
  expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['out']);
});

test('until the stream has ended a reader sees the old content', async () => {
  const path = join(folder, 'out');
  writeFileSync(path, 'old');
  const seen: string[] = [];
  async function* watched() {
    yield Buffer.from('new ');
    seen.push(readFileSync(path, 'utf8'));
    yield Buffer.from('content');
    seen.push(readFileSync(path, 'utf8'));
  }
  await writeFileDurably(path, Readable.from(watched()));
  expect(seen).toEqual(['old', 'old']);
  expect(readFileSync(path, 'utf8')).toBe('new content');
});

test('a content that the check refuses is neither there nor in the place of what was', async () => {
  const path = join(folder, 'program');
  writeFileSync(path, 'old');
  const refusal = new Error('refused');
  const check = (temporary: string): Promise<void> => {
    expect(readFileSync(temporary, 'utf8')).toBe('new');
    return Promise.reject(refusal);
  };
  await expect(writeFileDurably(path, 'new', { check })).rejects.toBe(refusal);
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['program']);
});

test('fault: a file stands where a folder has to be, and a folder where the file has to be', async () => {
  writeFileSync(join(folder, 'dist'), '');
  const below = await statixErrorOf(writeFileDurably(join(folder, 'dist/app'), 'x'));
  expect(below.code).toBe('STATIX_MACHINE_NOT_A_FOLDER');
  expect(below.remedies[0]?.snippet).toContain(join(folder, 'dist'));
  const over = await statixErrorOf(writeFileDurably(folder, 'x'));
  expect(over.code).toBe('STATIX_MACHINE_NOT_A_FILE');
  expect(over.remedies[0]?.snippet).toContain(folder);
});

// A folder that even root may not write to.
test('fault: the folder may not be written to', async () => {
  const error = await statixErrorOf(writeFileDurably('/sys/app', 'x'));
  expect(error.code).toMatch(/^STATIX_MACHINE_(NO_ACCESS|READ_ONLY)$/);
  expect(error.what).toContain('/sys/app');
});

test('fault: what is to be copied cannot be read: that is named, and not where it should go', async () => {
  const content = new Readable({
    read() {
      const path = '/some/source';
      this.destroy(Object.assign(new Error('EIO'), { code: 'EIO', path, syscall: 'open' }));
    },
  });
  const error = await statixErrorOf(writeFileDurably(join(folder, 'app'), content));
  expect(error.what).toContain('/some/source');
});
