// The committed evidence: what was proven with which recipe, as JSON and as a table to read.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'docs/evidence';
export const EVIDENCE = `${FOLDER}/matrix.json`;

/**
 * @typedef {object} ProvenProgram
 * @property {string} commit of this repository; `+` after it: with changes that are not in it
 * @property {Record<string, string>} crates versions from its Cargo.lock
 * @property {string} [failure] why it is not proven; the rest is then missing
 * @property {string} [sha256]
 * @property {number} [size] bytes
 * @property {string} [linkage]
 * @property {string} [verdict] of verify-static
 * @property {string} [rustc]
 * @property {Record<string, string>} [printed] by the place that it was run in
 *
 * @typedef {object} ProvenCombination
 * @property {string} commit
 * @property {string} versions exact ones
 * @property {number} passed tests
 * @property {number} failed tests
 *
 * @typedef {object} Evidence
 * @property {string} recipe identity
 * @property {Record<string, ProvenProgram>} programs
 * @property {Record<string, ProvenCombination>} combinations of Nx, Node and the engine
 */

/** @param {string} root @returns {Evidence | undefined} */
export function readEvidence(root) {
  const file = join(root, EVIDENCE);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** @param {string} root @param {Evidence} evidence */
export async function writeEvidence(root, evidence) {
  // Not there yet when this file is loaded in a fresh clone.
  const { format } = await import('prettier');
  mkdirSync(join(root, FOLDER), { recursive: true });
  const ordered = {
    recipe: evidence.recipe,
    programs: byName(evidence.programs),
    combinations: byName(evidence.combinations),
  };
  for (const [name, text, parser] of [
    ['matrix.json', JSON.stringify(ordered), 'json'],
    ['matrix.md', table(ordered), 'markdown'],
  ]) {
    const formatted = await format(text, { parser, printWidth: 100 });
    writeFileSync(join(root, FOLDER, name), formatted);
  }
}

/**
 * What keeps the evidence from being whole: empty if nothing does.
 * @param {Evidence | undefined} evidence
 * @param {string} recipe identity of the recipe that is there
 * @param {string[]} programs names
 * @param {string[]} combinations names
 * @returns {string[]}
 */
export function gaps(evidence, recipe, programs, combinations) {
  if (!evidence) return [`${EVIDENCE} is not there`];
  if (evidence.recipe !== recipe) {
    return [`the evidence is of recipe ${evidence.recipe}, and the recipe is ${recipe}`];
  }
  return [
    ...programs.flatMap((name) => {
      const proven = evidence.programs[name];
      if (!proven) return [`nothing of ${name}`];
      return proven.failure === undefined ? [] : [`${name}: ${proven.failure}`];
    }),
    ...combinations.flatMap((name) => {
      const proven = evidence.combinations[name];
      if (!proven) return [`nothing of ${name}`];
      return proven.failed === 0 ? [] : [`${name}: ${proven.failed} tests have failed`];
    }),
  ];
}

/** @template T @param {Record<string, T>} entries */
const byName = (entries) =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

/** @param {Evidence} evidence */
function table({ recipe, programs, combinations }) {
  const rows = Object.entries(programs).map(([name, proven]) => {
    const crates = Object.entries(proven.crates)
      .map(([crate, version]) => `${crate} ${version}`)
      .join(', ');
    if (proven.failure !== undefined) {
      return [name, crates, '', '', `NOT proven: ${inCell(proven.failure)}`, '', proven.commit];
    }
    const { sha256, size, linkage, verdict, printed } = proven;
    return [
      name,
      crates,
      String(size),
      `\`${sha256.slice(0, 16)}…\``,
      `${verdict}, ${linkage}`,
      Object.keys(printed).join(', '),
      proven.commit,
    ];
  });
  const printed = Object.entries(programs).flatMap(([name, proven]) =>
    proven.printed
      ? [`### ${name}`, '', '```', Object.values(proven.printed)[0].trimEnd(), '```', '']
      : [],
  );
  return [
    '# What was proven',
    '',
    'Written by `npm run test:matrix`; the same in full is in [matrix.json](matrix.json).',
    '',
    `Recipe \`${recipe}\`.`,
    '',
    '## Programs',
    '',
    ...markdownTable(
      ['program', 'crates', 'bytes', 'sha256', 'verify-static', 'ran in', 'commit'],
      rows,
    ),
    '',
    '## Nx, Node and the engine',
    '',
    'Each with the whole of `e2e/static-binary.e2e.ts`, in a workspace that installs packed tarballs; the newer engine',
    'with all integration tests, too.',
    '',
    ...markdownTable(
      ['with', 'versions', 'passed', 'failed', 'commit'],
      Object.entries(combinations).map(([name, { versions, passed, failed, commit }]) => [
        name,
        versions,
        String(passed),
        String(failed),
        commit,
      ]),
    ),
    '',
    '## What they printed',
    '',
    'For random arguments, each line compared with what the check works out by itself.',
    '',
    ...printed,
  ].join('\n');
}

/** @param {string[]} head @param {string[][]} rows */
const markdownTable = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

/** @param {string} text */
const inCell = (text) => text.split('\n')[0].replaceAll('|', '\\|').slice(0, 200);
