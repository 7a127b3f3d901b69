// The committed evidence: what was proven with which parts of the recipe, as JSON and as a table to read.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'docs/evidence';
export const EVIDENCE = `${FOLDER}/matrix.json`;

/**
 * @typedef {object} ProvenProgram
 * @property {string} commit of this repository; `+` after it: with changes that are not in it
 * @property {string} recipe identity of the one it was proven with
 * @property {string} parts digest of what of that recipe it can be made of; see recipe-parts.mjs
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
 * @property {string} recipe identity
 * @property {string} versions exact ones
 * @property {number} passed tests
 * @property {number} failed tests
 *
 * @typedef {object} Evidence
 * @property {Record<string, ProvenProgram>} programs
 * @property {Record<string, ProvenCombination>} combinations of Nx, Node, the engine and a registry
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
 * What keeps the evidence from being whole: empty if nothing does. A program's proof holds for every recipe
 * of which it uses the same; what Nx, Node and engine have shown, for the one it was shown with.
 *
 * @param {Evidence | undefined} evidence
 * @param {Record<string, string>} programs for each name the digest of what of today's recipe it uses
 * @param {{ recipe: string, combinations: readonly string[] }} others identity of today's recipe, and names
 * @returns {string[]}
 */
export function gaps(evidence, programs, { recipe, combinations }) {
  if (!evidence) return [`${EVIDENCE} is not there`];
  return [
    ...Object.entries(programs).flatMap(([name, parts]) => {
      const proven = evidence.programs[name];
      if (!proven) return [`nothing of ${name}`];
      if (proven.parts !== parts) {
        return [`${name}: what it uses of the recipe is not what it was proven with`];
      }
      return proven.failure === undefined ? [] : [`${name}: ${proven.failure}`];
    }),
    ...combinations.flatMap((name) => {
      const proven = evidence.combinations[name];
      if (!proven) return [`nothing of ${name}`];
      if (proven.recipe !== recipe) return [`${name}: with recipe ${proven.recipe}`];
      return proven.failed === 0 ? [] : [`${name}: ${proven.failed} tests have failed`];
    }),
  ];
}

/** @template T @param {Record<string, T>} entries */
const byName = (entries) =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

/** @param {Evidence} evidence */
function table({ programs, combinations }) {
  const rows = Object.entries(programs).map(([name, proven]) => {
    const crates = Object.entries(proven.crates)
      .map(([crate, version]) => `${crate} ${version}`)
      .join(', ');
    if (proven.failure !== undefined) {
      return [name, crates, '', '', `NOT proven: ${inCell(proven.failure)}`, '', ...origin(proven)];
    }
    const { sha256, size, linkage, verdict, printed } = proven;
    return [
      name,
      crates,
      String(size),
      `\`${sha256.slice(0, 16)}…\``,
      `${verdict}, ${linkage}`,
      Object.keys(printed).join(', '),
      ...origin(proven),
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
    'A proof of a program holds for every recipe that is the same in what the program can be made of: packages,',
    'compilers, wrappers, steps, musl, libc++, std, variables, and those libraries of the sysroot that a crate of its',
    'Cargo.lock may look for (all of them where that is not known). Another library, a check of the finished image, or a',
    'tool that takes no part in making a program asks for no new proof. `recipe` is the one it was proven with. `npm test`',
    'fails when a program has changed parts and no new proof ([what counts](../../tools/matrix/recipe-parts.mjs)).',
    '',
    '## Programs',
    '',
    ...markdownTable(
      ['program', 'crates', 'bytes', 'sha256', 'verify-static', 'ran in', 'recipe', 'commit'],
      rows,
    ),
    '',
    '## Nx, Node, the engine and registries',
    '',
    'Each with the whole of `e2e/static-binary.e2e.ts`, in a workspace that installs packed tarballs. The newer Docker',
    'with all integration tests too, and with `e2e/engine-restart.e2e.ts`, which ends it in the middle of tasks. Podman',
    'and the rootless engines make the image themselves, from nothing, and check it; the tests of containers run there.',
    'A registry that others have written, and that gives crates only to who has a token, with',
    '`packages/cargo-musl/src/executors/build/registry-of-others.matrix.spec.ts`: built by Statix from crates.io, then asked.',
    '',
    ...markdownTable(
      ['with', 'versions', 'passed', 'failed', 'recipe', 'commit'],
      Object.entries(combinations).map(([name, proven]) => [
        name,
        proven.versions,
        String(proven.passed),
        String(proven.failed),
        ...origin(proven),
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

/** @param {{ recipe: string, commit: string }} proven */
const origin = ({ recipe, commit }) => [`\`${recipe.slice(0, 12)}\``, commit];

/** @param {string} text */
const inCell = (text) => text.split('\n')[0].replaceAll('|', '\\|').slice(0, 200);
