import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execaSync } from 'execa';

interface Planted {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** In a Node of its own: Jest cannot load an ES module. */
function planted(): Planted[] {
  const url = pathToFileURL(join(__dirname, 'planted.mjs')).href;
  const script = `const { planted } = await import(${JSON.stringify(url)});
    console.log(JSON.stringify(planted));`;
  const given = ['--input-type=module', '--eval', script];
  return JSON.parse(execaSync(process.execPath, given).stdout) as Planted[];
}

test.each(planted())('the reader has what is put wrong: $name', ({ file, from, to }) => {
  const text = readFileSync(join(__dirname, '../../packages/elf/src', file), 'utf8');
  expect(text.split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
});
