import { LineReader } from './line-reader.js';

function read(...chunks: Buffer[]): string[] {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line));
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return lines;
}

test('lines across chunks, empty lines, and a last one without newline', () => {
  expect(read(Buffer.from('a\nb'), Buffer.from('c\n\nd'))).toEqual(['a', 'bc', '', 'd']);
});

test('a character split between two chunks', () => {
  const bytes = Buffer.from('é\n');
  expect(read(bytes.subarray(0, 1), bytes.subarray(1))).toEqual(['é']);
});

test('attack: a line without end: its beginning, how much was left out, and the next line', () => {
  const chunks = Array.from({ length: 1024 }, () => Buffer.alloc(64 * 1024, 'x'));
  const [line, next, ...others] = read(...chunks, Buffer.from('y\nnext'));
  expect(others).toEqual([]);
  expect(next).toBe('next');
  expect(line?.length).toBeLessThan(300 * 1024);
  const leftOut = 64 * 1024 * 1024 + 1 - 256 * 1024;
  expect(line?.endsWith(`x… (${leftOut} bytes left out)`)).toBe(true);
});

test('attack: the rest of an overlong line does not become a line of its own', () => {
  const evil = Buffer.from(`${'x'.repeat(256 * 1024)}##[error]\n::error::y`);
  expect(read(evil)).toHaveLength(2);
  expect(read(evil)[0]).not.toContain('##[error]');
});

test('a line of many tiny writes', () => {
  const bytes = Array.from({ length: 5000 }, () => Buffer.from('z'));
  expect(read(...bytes)).toEqual(['z'.repeat(5000)]);
});
