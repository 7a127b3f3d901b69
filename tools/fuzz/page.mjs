// Writes docs/fuzzing.md of what run.mjs and find-planted.mjs have left in their JSON files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePage } from '../evidence/write-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const state = read('state.json');
const planted = read('planted.json');

const number = (value) => value.toLocaleString('en-US');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const blocks = [
  '# Fuzzing the ELF reader',
  'Written by `node tools/fuzz/page.mjs` from what the commands below have measured.',
  'An input is an ELF file that code made (`packages/elf/src/testing/fuzz/generate-elf.ts`), or a committed fixture; most are then changed where their numbers are. Each is read by the reader and by a second one that shares no code with it, and both have to say the same; no read may be outside of the file, no check may pass over what the file plainly has, and none may take a second. Input and outcome follow from the series and the index: `node tools/fuzz/run.mjs --series S --only I` judges one again.',
  '`npm test` judges the first inputs of the series; `node tools/fuzz/run.mjs` goes on for long, where it ended the last time.',
  ...(state === undefined ? [] : runBlocks(state)),
  ...(planted === undefined ? [] : plantedBlocks(planted)),
];
await writePage(join(root, 'docs/fuzzing.md'), `${blocks.join('\n\n')}\n`);

function read(name) {
  const path = join(root, 'tools/fuzz', name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function runBlocks({ series, inputs, outcomes, mostGrowthBytes, reader }) {
  const rows = Object.entries(outcomes).map(([name, count]) => [
    `\`${name}\``,
    number(count),
    `${((100 * count) / inputs).toFixed(1)} %`,
  ]);
  return [
    '## Inputs',
    `Series ${series}: ${number(inputs)} inputs, no finding. Memory of all threads grew by at most ${Math.ceil(mostGrowthBytes / 1024 ** 2)} MiB. Sources with sha256 \`${reader.slice(0, 16)}…\`.`,
    table(['outcome', 'inputs', 'share'], rows),
  ];
}

function plantedBlocks({ inputs, planted: rows }) {
  const found = rows.filter(({ foundAt }) => foundAt !== null);
  return [
    '## Planted mistakes',
    `\`node tools/fuzz/find-planted.mjs\`: each is put into a copy of the reader, and ${found.length} of ${rows.length} are found within ${number(inputs)} inputs. –1: the process ended or went on without end.`,
    table(
      ['mistake', 'found by input'],
      rows.map(({ name, foundAt }) => [name, foundAt === null ? 'not found' : number(foundAt)]),
    ),
  ];
}
