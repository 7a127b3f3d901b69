import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Written by a command from what it has found: `npm run attack`, tools/native-crates/run.mjs, `npm run build`, tools/fuzz/page.mjs, tools/differential. */
const generated = [
  'docs/attacks.md',
  'docs/native-crates.md',
  'docs/options.md',
  'docs/fuzzing.md',
  'docs/differential.md',
  'docs/verify-peers.md',
];

/**
 * Figures that are no measurement: limits that a document states, with the place in the code that they are
 * taken from. README’s excerpt of the demo is compared by readme-excerpt.mjs.
 */
const limits: readonly [document: string, said: string, file: string, constant: string][] = [
  [
    'docs/build-options.md',
    '128 KiB',
    'packages/cargo-musl/src/plan/package-options.ts',
    '.min(131072,',
  ],
  [
    'docs/build-options.md',
    '2 MiB',
    'packages/image/recipe/wrappers/x86_64-linux-musl-ld',
    '-z stack-size=2097152',
  ],
  [
    'docs/build-options.md',
    '8 MiB',
    'packages/cargo-musl/src/plan/package-options.ts',
    '.max(8388608,',
  ],
  [
    'docs/image.md',
    '5 GiB',
    'packages/image/recipe/wrappers/compiler-cache.sh',
    'CCACHE_MAXSIZE=5GiB',
  ],
  [
    'docs/progress.md',
    '30 s',
    'packages/cargo-musl/src/output/build-times.ts',
    'SILENCE = 30_000;',
  ],
  [
    'docs/progress.md',
    '5 s',
    'packages/cargo-musl/src/output/build-times.ts',
    'SHORTEST_PAUSE = 5_000;',
  ],
  ['docs/progress.md', '0.05 s', 'packages/cargo-musl/src/output/build-times.ts', 'SHORTEST = 50;'],
  [
    'docs/runs.md',
    '8 MiB',
    'packages/proof/src/files/with-run-files.ts',
    'MOST_FILE_BYTES = 8 * 1024 ** 2;',
  ],
  [
    'docs/runs.md',
    '32 MiB',
    'packages/proof/src/files/with-run-files.ts',
    'MOST_RUN_BYTES = 32 * 1024 ** 2;',
  ],
  ['docs/runs.md', '64 MiB', 'packages/proof/src/scratch/run-from-scratch.ts', 'size=64m,'],
  ['docs/runs.md', '10 s', 'packages/proof/src/starter/start.c', '#define PROBE_TIME 10000'],
  ['docs/runs.md', '64 KiB', 'packages/proof/src/starter/start.c', '#define MOST_ANSWER 65536'],
  [
    'docs/security.md',
    '85 %',
    'packages/engine/src/container/default-memory.ts',
    'LARGEST_SHARE = 0.85;',
  ],
  [
    'docs/security.md',
    '4 GiB',
    'packages/engine/src/container/default-memory.ts',
    'MODEST_BYTES = 4 * 1024 ** 3;',
  ],
  [
    'docs/security.md',
    '8192 processes',
    'packages/cargo-musl/src/machine/machine.ts',
    'MOST_PROCESSES = 8192;',
  ],
  [
    'docs/sharing.md',
    '4 GiB',
    'packages/toolchain/src/cache-folder/cache-folder-settings.ts',
    'DEFAULT_LIMIT = 4 * 1024 ** 3;',
  ],
  [
    'docs/contents.md',
    '1 MiB',
    'packages/cargo-musl/src/contents/licence-texts.ts',
    'LARGEST_TEXT = 1024 * 1024;',
  ],
  [
    'docs/progress.md',
    '10 s',
    'packages/cargo-musl/src/jobs/timed-job.ts',
    'SHORTEST_MILLISECONDS = 10_000;',
  ],
  [
    'docs/progress.md',
    'three packages',
    'packages/cargo-musl/src/jobs/timed-job.ts',
    'FEWEST_PACKAGES = 3;',
  ],
  [
    'docs/sharing.md',
    '50 GiB',
    'packages/toolchain/src/volumes/volume-limit.ts',
    'DEFAULT_LIMIT = 50 * 1024 ** 3;',
  ],
];

const documents = [
  'README.md',
  'e2e/validation/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
].filter((path) => !generated.includes(path));

const number =
  '(?:\\d[\\d.,]*|(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|hundreds?)\\b)';
const unit =
  '(?:s|ms|[kKMG]i?B|%|seconds?|minutes?|hours?|crates|programs|workspaces|repositories|packages|processes|checks|tries|attacks|faults|files)';
const figure = new RegExp(
  `\\b${number}(?: random| damaged| other)? ?${unit}(?![\\w/-])|\\b\\d+ of \\d+\\b`,
  'gi',
);

/** What a person reads: no commands, paths and output. */
function proseOf(markdown: string): string {
  return markdown.replace(/^ *```[\s\S]*?^ *```$/gm, '').replace(/`[^`\n]*`/g, '');
}

test.each(documents)('%s states no figure that nothing writes or compares', (document) => {
  const known = limits.filter(([where]) => where === document).map(([, said]) => said);
  const found = [...proseOf(read(document)).matchAll(figure)].map(([text]) => text);
  expect(found.filter((text) => !known.includes(text))).toEqual([]);
});

test.each(limits)('%s says %s, as the code does', (document, said, file, constant) => {
  expect(read(document)).toContain(said);
  expect(read(file)).toContain(constant);
});

test('docs/native-crates.md is what its results give', () => {
  const folder = join(root, 'tools/native-crates');
  const script = `
    const { readProbes } = await import(${JSON.stringify(pathToFileURL(join(folder, 'read-probe.mjs')).href)});
    const { renderTable } = await import(${JSON.stringify(pathToFileURL(join(folder, 'render-table.mjs')).href)});
    const results = JSON.parse(${JSON.stringify(readFileSync(join(folder, 'results.json'), 'utf8'))});
    process.stdout.write(await renderTable(await readProbes(${JSON.stringify(join(folder, 'probes'))}, []), results));`;
  const written = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(written).toBe(read('docs/native-crates.md'));
});
