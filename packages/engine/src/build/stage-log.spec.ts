import { LineAssembler, StageTails } from './stage-log.js';

function lines(...pieces: (string | Buffer)[]): string[] {
  const found: string[] = [];
  const assembler = new LineAssembler((line) => found.push(line));
  for (const piece of pieces) assembler.push(Buffer.from(piece));
  assembler.end();
  return found;
}

describe('LineAssembler', () => {
  test('joins pieces, keeps empty lines, ends a last line', () => {
    expect(lines('a', 'b\n\nc\r\n', 'd')).toEqual(['ab', '', 'c', 'd']);
  });

  test('a character in two pieces', () => {
    expect(lines(Buffer.from([0x68, 0xc3]), Buffer.from([0xa9, 0x0a]))).toEqual(['hé']);
  });

  test('of a line that was overwritten the last state', () => {
    expect(lines('10%\r50%\r100%\n')).toEqual(['100%']);
  });

  test('a line without end is cut and does not pile up', () => {
    const found = lines('x'.repeat(20_000));
    expect(found.map(({ length }) => length)).toEqual([8192, 8192, 3616]);
  });
});

test('StageTails keeps the last thirty lines of each stage', () => {
  const tails = new StageTails();
  for (let index = 1; index <= 100; index += 1) tails.add('one', `line ${index}`);
  tails.add('two', 'other');
  expect(tails.of('one')).toHaveLength(30);
  expect(tails.of('one')[0]).toBe('line 71');
  expect(tails.of('two')).toEqual(['other']);
  expect(tails.of('three')).toEqual([]);
});
