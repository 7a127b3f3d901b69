import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execaSync } from 'execa';

const fixture = join(__dirname, '../../packages/elf/fixtures/dynamic-glibc');
const reader = join(__dirname, '../../packages/elf/dist/index.js');
const hasReadelf = execaSync('readelf', ['--version'], { reject: false }).exitCode === 0;

/** What a reader with a mistake would say of the fixture: the change, and the field in which that is seen. */
const mistakes: readonly [change: string, field: string][] = [
  ['elf.header.entry += 1n', 'entry'],
  ['elf.header.machine = 183', 'machine'],
  ['elf.programHeaders[2].alignment = 1n', 'program header'],
  ['elf.programHeaders.pop()', 'number of program headers read'],
  ['elf.interpreters.pop()', 'interpreter'],
  ['elf.dynamic.entries.pop()', 'dynamic tags'],
  ['elf.dynamic.entries[0].text += "x"', 'dynamic name (NEEDED)'],
  ['elf.dynamic.entries[1].value += 1n', 'dynamic value'],
  ['elf.notes.pop()', 'notes'],
  ['elf.relocations.count += 1', 'relocations'],
  ['elf.relocations.inReadOnlyMemory.count += 1', 'relocations of read-only memory'],
  ['elf.sections.sections[1].size += 1n', 'section'],
  ['elf.sections.comments.pop()', 'comments'],
];

/** In a Node of its own: Jest cannot load an ES module. */
function fieldsThatDiffer(): string[][] {
  const url = (name: string) => JSON.stringify(pathToFileURL(join(__dirname, name)).href);
  const script = `
    import { createRequire } from 'node:module';
    const { compareFacts } = await import(${url('compare-facts.mjs')});
    const { readReadelf } = await import(${url('read-readelf.mjs')});
    const { openElf } = createRequire(${JSON.stringify(reader)})(${JSON.stringify(reader)});
    const theirs = await readReadelf(${JSON.stringify(fixture)});
    const differing = async (change) => {
      const { elf } = await openElf(${JSON.stringify(fixture)});
      change(elf);
      return compareFacts(elf, theirs).differences.map(({ field }) => field);
    };
    const changes = [(elf) => {}, ${mistakes.map(([change]) => `(elf) => { ${change}; }`).join(', ')}];
    console.log(JSON.stringify(await Promise.all(changes.map(differing))));`;
  const { stdout } = execaSync(process.execPath, ['--input-type=module', '--eval', script]);
  return JSON.parse(stdout) as string[][];
}

(hasReadelf ? test : test.skip)(
  'the comparison sees each mistake, and none where there is none',
  () => {
    const [sound, ...found] = fieldsThatDiffer();
    expect(sound).toEqual([]);
    expect(found).toEqual(mistakes.map(([, field]) => [field]));
  },
);
