import { readJsonLines } from './json-lines.js';

async function read(chunks: Buffer[], mostCharacters?: number) {
  const source = (async function* () {
    yield* chunks;
  })();
  const lines = [];
  for await (const line of readJsonLines(source, mostCharacters)) lines.push(line);
  return lines;
}

/** The same bytes, one at a time. */
function byteByByte(text: string): Buffer[] {
  return [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
}

describe('readJsonLines', () => {
  test('values, empty lines, CRLF and a last line without an end', async () => {
    const lines = await read([Buffer.from('{"a":1}\r\n\n"two"\n[3]')]);
    expect(lines.map(({ value }) => value)).toEqual([{ a: 1 }, 'two', [3]]);
  });

  test('characters that are split between chunks', async () => {
    const text = '{"a":"žluťoučký kůň 🐎"}\n{"b":"é"}\n';
    const lines = await read(byteByByte(text));
    expect(lines.map(({ value }) => value)).toEqual([{ a: 'žluťoučký kůň 🐎' }, { b: 'é' }]);
  });

  test('a line that is no JSON is handed on, and the next is read', async () => {
    const lines = await read([Buffer.from('<html>\n{"a":1}\n')]);
    expect(lines[0]).toEqual({ value: undefined, text: '<html>' });
    expect(lines[1]?.value).toEqual({ a: 1 });
  });

  test('a line that is too long is no value, is not kept, and the next is read', async () => {
    const long = `"${'x'.repeat(1000)}"`;
    const lines = await read(byteByByte(`${long}\n"fits"\n`), 20);
    expect(lines[0]?.value).toBeUndefined();
    expect(lines[0]?.text).toHaveLength(21);
    expect(lines[1]?.value).toBe('fits');
  });

  test('a line of exactly the longest length is read', async () => {
    expect((await read([Buffer.from('"12345"\n')], 7))[0]?.value).toBe('12345');
    expect((await read([Buffer.from('"12345"\n')], 6))[0]?.value).toBeUndefined();
  });
});
