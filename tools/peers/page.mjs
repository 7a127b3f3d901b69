import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePage } from '../evidence/write-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TOOLS = ['ours', 'file', 'ldd', 'checksec', 'hardening'];
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const plain = (text) => text.replaceAll('|', '/').replace(/[`\n]/g, ' ');

/** Writes docs/verify-peers.md of what run.mjs has asked. */
export async function writePeersPage(rows, versions) {
  await writePage(join(root, 'docs/verify-peers.md'), `${blocksOf(rows, versions).join('\n\n')}\n`);
}

function blocksOf(rows, versions) {
  const differing = rows.filter(({ wrong }) => wrong.length > 0);
  const wrongOf = (tool) => rows.filter(({ wrong }) => wrong.includes(tool)).length;
  return [
    '# Where other tools are wrong',
    `Written by \`node tools/peers/run.mjs\`. ${rows.length} files: the fixtures of \`packages/elf\`, files made of them by changing a few bytes, programs of Debian, and programs that this repository installs. What each is, is known from how it was made. A tool is called wrong where what it says of the linkage contradicts that; saying nothing is not wrong.`,
    `Asked were ${Object.values(versions).map(plain).join('; ')}. \`ldd\` runs in a container without a network, because it hands the file to a loader.`,
    table(
      ['tool', 'wrong about the linkage'],
      [
        ['`@statix/elf`', `${wrongOf('ours')} of ${rows.length}`],
        ['`file`', `${wrongOf('file')} of ${rows.length}`],
        ['`ldd`', `${wrongOf('ldd')} of ${rows.length}`],
        ['`checksec` (PIE)', `${wrongOf('checksec')} of ${rows.length}`],
        ['`hardening-check` (PIE)', `${wrongOf('hardening')} of ${rows.length}`],
      ],
    ),
    '## How a file is linked',
    'Files of which at least one tool is wrong; what is wrong is bold.',
    table(
      ['file', 'it is', '`@statix/elf`', '`file`', '`ldd`', '`checksec`', '`hardening-check`'],
      differing.map(({ name, is, said, wrong }) => [
        name,
        is,
        ...TOOLS.map((tool) => {
          const words = plain(wordsOf(said, tool));
          return wrong.includes(tool) ? `**${words}**` : words;
        }),
      ]),
    ),
    '## Stack and RELRO',
    'Where `checksec` says something else than `non-executable-stack` and `relro`. Full RELRO of a static program is `not-provable` of ours: Linux does not apply it, and no header shows whether start code does ([policy](verify-policy.md)).',
    table(
      [
        'file',
        'it is',
        'stack: ours',
        'stack: `checksec`',
        'RELRO: ours',
        'RELRO: `checksec`',
        'RELRO: `hardening-check`',
      ],
      rows
        .filter(differsInHardening)
        .map(({ name, is, said }) => [
          name,
          is,
          said.ours.stack,
          plain(said.checksec.stack),
          said.ours.relro,
          plain(said.checksec.relro),
          plain(said.hardening.relro),
        ]),
    ),
    '## Stack protector',
    `\`checksec\` says that a canary was found in ${count(rows, ({ checksec }) => checksec.canary === 'Canary found')} of the files, \`hardening-check\` that the stack is protected in ${count(rows, ({ hardening }) => hardening.stackProtected.startsWith('yes'))}. Both go by the name of a symbol, which says that something in the file has one. Ours is \`not-provable\`.`,
  ];
}

function wordsOf(said, tool) {
  return {
    ours: said.ours.linkage,
    file: said.file,
    ldd: said.ldd,
    checksec: said.checksec.pie,
    hardening: said.hardening.pie,
  }[tool];
}

/** That it is laid out in full is no statement of ours that it is in force: `not-provable`. */
function differsInHardening({ is, said: { ours, checksec } }) {
  const stack = { pass: 'NX enabled', fail: 'NX disabled' }[ours.stack];
  const relro = { none: 'No RELRO', 'in part': 'Partial RELRO', 'not-provable': 'Full RELRO' };
  const isClaimed = checksec.relro === 'Full RELRO' && is.startsWith('static');
  return (
    (stack !== undefined && stack !== checksec.stack) ||
    (relro[ours.relro] !== undefined && relro[ours.relro] !== checksec.relro) ||
    isClaimed
  );
}

function count(rows, has) {
  return rows.filter(({ said }) => has(said)).length;
}
