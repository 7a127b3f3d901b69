// Writes docs/fuzzing.md of what run.mjs, coverage.mjs, find-planted.mjs, documents.mjs and archives.mjs have left
// in their JSON files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePage } from '../evidence/write-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const state = read('state.json');
const planted = read('planted.json');
const coverage = read('coverage.json');
const documents = read('documents.json');
const archives = read('archives.json');

const number = (value) => value.toLocaleString('en-US');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const blocks = [
  '# Fuzzing',
  'Written by `node tools/fuzz/page.mjs` from what the commands below have measured.',
  '## The ELF reader',
  'An input is an ELF file that code made (`packages/elf/src/testing/fuzz/generate-elf.ts`), or a committed fixture; most are then changed where their numbers are. Each is read by the reader and by a second one that shares no code with it, and both have to say the same; no read may be outside of the file, no check may pass over what the file plainly has, and none may take a second. Input and outcome follow from the series and the index: `node tools/fuzz/run.mjs --series S --only I` judges one again.',
  '`npm test` judges the first inputs of the series; `node tools/fuzz/run.mjs` goes on for long, where it ended the last time.',
  ...(state === undefined ? [] : runBlocks(state)),
  ...(coverage === undefined ? [] : coverageBlocks(coverage)),
  ...(planted === undefined ? [] : plantedBlocks(planted)),
  ...(documents === undefined ? [] : documentBlocks(documents)),
  ...(archives === undefined ? [] : archiveBlocks(archives)),
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
    '### Inputs',
    `Series ${series}: ${number(inputs)} inputs, no finding. Memory of all threads grew by at most ${Math.ceil(mostGrowthBytes / 1024 ** 2)} MiB. Sources with sha256 \`${reader.slice(0, 16)}…\`.`,
    table(['outcome', 'inputs', 'share'], rows),
  ];
}

function coverageBlocks({ inputs, reader, branches, reached, files }) {
  const isOf =
    state !== undefined && reader === state.reader ? '' : ' Of other sources than above.';
  const rows = files
    .filter((file) => file.reached < file.branches)
    .map((file) => [`\`${file.file}\``, number(file.reached), number(file.branches)]);
  return [
    '### Branches',
    `\`node tools/fuzz/coverage.mjs\`: the first ${number(inputs)} inputs reach ${number(reached)} of ${number(branches)} branches, ${((100 * reached) / branches).toFixed(2)} %. A branch is each way of an \`if\`, \`?:\`, \`??\`, \`&&\`, \`||\` and default, as Istanbul counts them, those that types ask for and nothing can reach among them. Counted is all of \`packages/elf/src\` but what opens paths, what compares two files, and the fuzzer itself.${isOf}`,
    table(['not all of', 'reached', 'branches'], rows),
  ];
}

function documentBlocks({ series, inputs, outcomes }) {
  const kinds = [...new Set(Object.keys(outcomes).map((key) => key.split(' ')[0]))].sort();
  const rows = kinds.map((kind) => [
    `\`${kind}\``,
    number(outcomes[`${kind} valid`] ?? 0),
    number(outcomes[`${kind} refused`] ?? 0),
  ]);
  return [
    '## Documents',
    `\`node tools/fuzz/documents.mjs\`: a document is made from its JSON Schema, and its values or its text are changed (other kinds of value, keys such as \`__proto__\`, deep and long values, text that is cut or no JSON). It has to be valid, and then the same when it is written and read once more, or refused with \`STATIX_DOCUMENT_INVALID\` in few printable words; no prototype may be another one after it, and none may take a second. Series ${series}: ${number(inputs)} inputs, no finding.`,
    table(['kind', 'valid', 'refused'], rows),
  ];
}

function archiveBlocks({ series, inputs, node, outcomes }) {
  const kinds = [...new Set(Object.keys(outcomes).map((key) => key.split(' ')[0]))].sort();
  const columns = [...new Set(Object.keys(outcomes).map((key) => key.split(' ')[1]))].sort();
  const rows = kinds.map((kind) => [
    `\`${kind}\``,
    ...columns.map((column) => number(outcomes[`${kind} ${column}`] ?? 0)),
  ]);
  return [
    '## Archives',
    `\`node tools/fuzz/archives.mjs\`: an archive is made (tar as v7, GNU and pax have it, tar.gz, tar.zst, zip, deb, and those in one another), and while it is made its values are changed: fields of headers with their checksum right again, sizes, offsets, counts, kinds, names that lead elsewhere, parts that are cut, doubled, left out or in another order, bits of what is compressed. It is opened as \`statix-verify\` opens it, and its programs have to be told by names that do not lead out of it, or it has to be refused by a code in few printable words; nothing may be left in the temporary folder or lie elsewhere in the folder around it, and none may take a second of processor time. Those that are left as they were made have to give just the programs that were put in. What those programs are is not looked at here. Series ${series}, Node ${node}: ${number(inputs)} inputs, no finding.${node.startsWith('20.') ? ' That Node has no zstd, so each tar.zst by itself is refused as one that it cannot read, and the decompression of zstd is not fuzzed.' : ''}`,
    '`other`: by its first bytes it is no archive, and the command goes on with it as a program.',
    table(
      ['kind', ...columns.map((column) => `\`${column.replace('STATIX_ARCHIVE_', '')}\``)],
      rows,
    ),
  ];
}

function plantedBlocks({ inputs, planted: rows }) {
  const found = rows.filter(({ foundAt }) => foundAt !== null);
  return [
    '### Planted mistakes',
    `\`node tools/fuzz/find-planted.mjs\`: each is put into a copy of the reader, and ${found.length} of ${rows.length} are found within ${number(inputs)} inputs. –1: the process ended or went on without end.`,
    table(
      ['mistake', 'found by input'],
      rows.map(({ name, foundAt }) => [name, foundAt === null ? 'not found' : number(foundAt)]),
    ),
  ];
}
