// Writes docs/differential.md of what run.mjs has left in results.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePage } from '../evidence/write-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const number = (value) => value.toLocaleString('en-US');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const sorted = (counts) => Object.entries(counts).sort(([one], [other]) => (one < other ? -1 : 1));

export async function writeDifferentialPage() {
  const results = JSON.parse(readFileSync(join(root, 'tools/differential/results.json'), 'utf8'));
  await writePage(join(root, 'docs/differential.md'), `${blocksOf(results).join('\n\n')}\n`);
}

function blocksOf(results) {
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
