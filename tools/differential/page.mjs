// Writes docs/differential.md of what run.mjs and starts.mjs have left in their JSON files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePage } from '../evidence/write-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const number = (value) => value.toLocaleString('en-US');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const sorted = (counts) => Object.entries(counts).sort(([one], [other]) => (one < other ? -1 : 1));

export async function writeDifferentialPage() {
  const results = read('results.json');
  const starts = read('starts.json');
  await writePage(
    join(root, 'docs/differential.md'),
    `${blocksOf(results, starts).join('\n\n')}\n`,
  );
}

function read(name) {
  const path = join(root, 'tools/differential', name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function blocksOf(results, starts) {
  const { readelf, files, contents, bytes, unexplained } = results;
  const statuses = ['pass', 'warn', 'fail', 'not-applicable', 'not-provable'];
  const linkages = [...new Set(Object.values(results.linkages).flatMap(Object.keys))].sort();
  const counted = (counts, names) => names.map((name) => number(counts[name] ?? 0));
  return [
    '# The reader and readelf',
    `Written by \`node tools/differential/run.mjs\`, which reads every ELF file of a Debian machine (told by its magic number, under /usr, /opt and the toolchain folders of the home folder) with \`@statix/elf\` and with \`${readelf}\`, and compares all that both know. A difference has a reason in \`tools/differential/explained.mjs\`, or the command fails.`,
    `${number(files)} files, ${number(contents)} different ones of ${(bytes / 1e9).toFixed(1)} GB together; ${number(unexplained)} differences without a reason.`,
    '## What is compared',
    'Numbers, names and lists, each as readelf prints it. Of relocations (`readelf -r -D`): how many start code applies, how many of them are `IRELATIVE`, and how many change memory that no segment maps writable.',
    table(
      ['field', 'comparisons'],
      sorted(results.compared).map(([name, count]) => [name, number(count)]),
    ),
    '## Differences, and why',
    table(['field', 'reason', 'times'], reasons(results.explained)),
    'Refused by the reader:',
    table(['code', 'reason', 'files'], reasons(results.refused)),
    '## No false verdict',
    'How each file is linked by what readelf prints (`tools/differential/expected-verdicts.mjs`; readelf itself tells a position-independent executable from a library), and what `classifyLinkage` says:',
    table(
      ['by readelf', ...linkages.map((name) => `\`${name}\``)],
      sorted(results.linkages).map(([kind, counts]) => [kind, ...counted(counts, linkages)]),
    ),
    'The checks of every 64-bit little-endian file, each compared with what readelf’s lines let expect:',
    table(
      ['check', ...statuses],
      Object.entries(results.verdicts).map(([id, counts]) => [
        `\`${id}\``,
        ...counted(counts, statuses),
      ]),
    ),
    'Where a check says something else than expected:',
    table(['check', 'reason', 'times'], reasons(results.verdictsExplained)),
    `Of the static ones ${number(results.statics.pass)} pass all checks of the file. The others fail these, which readelf’s lines confirm where it tells of them:`,
    table(
      ['check', 'static programs that fail it'],
      sorted(results.staticFailures).map(([id, count]) => [`\`${id}\``, number(count)]),
    ),
    ...(starts === undefined ? [] : startBlocks(starts)),
    'Not compared, since readelf tells nothing of them: `no-glibc`, `path-leaks`, `overlay`, `thread-memory`, `build-information` beyond the notes and `.comment`, and of `relro` whether the GOT lies in it.',
  ];
}

/** `field: reason`, taken apart. */
function reasons(counts) {
  return sorted(counts).map(([key, count]) => {
    const [field, ...rest] = key.split(': ');
    return [`\`${field}\``, rest.join(': '), number(count)];
  });
}

function startBlocks({ wrong, ...counts }) {
  const outcomes = ['started', 'no interpreter', 'not started'];
  return [
    `What Linux says of it (\`node tools/differential/starts.mjs\`): each program that we call static, and some of those that we call dynamic, alone in a container from scratch; ${number(wrong)} of them contradict us. “No interpreter” is Linux’s “no such file or directory” for a program that is there.`,
    table(
      ['we say', ...outcomes],
      Object.entries(counts).map(([is, each]) => [
        is,
        ...outcomes.map((name) => number(each[name] ?? 0)),
      ]),
    ),
  ];
}
