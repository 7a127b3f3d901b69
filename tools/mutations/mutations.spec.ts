import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execaSync } from 'execa';

interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const root = join(__dirname, '../..');

/** In a Node of its own: Jest cannot load an ES module. */
function mutations(): Mutation[] {
  const url = pathToFileURL(join(__dirname, 'mutations.mjs')).href;
  const script = `const { mutations } = await import(${JSON.stringify(url)});
    console.log(JSON.stringify(mutations));`;
  const given = ['--input-type=module', '--eval', script];
  return JSON.parse(execaSync(process.execPath, given).stdout) as Mutation[];
}

test.each(mutations())('the code has what is taken out of it: $name', ({ file, from, to }) => {
  expect(readFileSync(join(root, file), 'utf8').split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
});

test.each(['elf', 'proof'])('every file of checks in %s has a mutation', (name) => {
  const folder = `packages/${name}/src/checks`;
  const mutated = new Set(mutations().map(({ file }) => file));
  const files = readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    // It puts together what the checks say; the other is types alone.
    .filter((file) => file !== 'new-check.ts' && file !== 'program-run.ts');
  expect(files.filter((file) => !mutated.has(`${folder}/${file}`))).toEqual([]);
});
