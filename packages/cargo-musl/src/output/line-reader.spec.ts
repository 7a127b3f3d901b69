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

test('a line without end is passed on in parts instead of kept', () => {
  const lines = read(...Array.from({ length: 5 }, () => Buffer.alloc(512 * 1024, 'x')));
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join('')).toHaveLength(5 * 512 * 1024);
});
