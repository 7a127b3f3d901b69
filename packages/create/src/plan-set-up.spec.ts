import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectFolder, type FolderFacts } from './inspect-folder.js';
import { planSetUp, type Step } from './plan-set-up.js';
import { setUpSchema } from './schema.js';

const options = { nx: '24', help: false };
const crate: FolderFacts = {
  cargoToml: true,
  packageJson: false,
  nx: 'none',
  plugin: undefined,
};

const commandsOf = (steps: readonly Step[]) =>
  steps.map((step) => ('command' in step ? step.command.join(' ') : `write ${step.path}`));

test('a crate: Nx of the wanted version, and our plugin of this one', () => {
  const [install, add, ...others] = planSetUp(crate, { ...options, nx: '23.3.2' }, '1.2.3');
  expect(install).toMatchObject({
    command: expect.arrayContaining(['nx@23.3.2', 'init', '--useDotNxInstallation']),
    env: { NX_USE_LOCAL: 'true', NX_VERSION: '23.3.2' },
  });
  expect(planSetUp(crate, options, '1.2.3')[0]).toHaveProperty('env', { NX_USE_LOCAL: 'true' });
  expect(add).toHaveProperty('command', ['./nx', 'add', '@statix/nx@1.2.3']);
  expect(others).toEqual([]);
});

test.each([
  [undefined, './nx add @statix/nx@1.2.3'],
  ['1.2.2', './nx add @statix/nx@1.2.3'],
  ['1.2.3', './nx generate @statix/nx:init --no-interactive'],
])('a folder with Nx and version %s of our plugin: %s', (plugin, command) => {
  const steps = planSetUp({ ...crate, nx: 'dot-nx', plugin }, options, '1.2.3');
  expect(commandsOf(steps)).toEqual([command]);
});

const reference = `registry.example/team/image@sha256:${'0'.repeat(64)}`;

test.each([
  [{ reference }, { reference }],
  [
    { base: 'registry.example/debian:13' },
    { recipe: '@statix/image/recipe', base: 'registry.example/debian:13' },
  ],
])('%j is defined before our plugin, which leaves a definition alone', (given, image) => {
  const steps = planSetUp(crate, { ...options, ...given }, '1.2.3');
  expect(commandsOf(steps).slice(1)).toEqual([
    'write images/statix/statix-image.json',
    './nx add @statix/nx@1.2.3',
  ]);
  const [, file] = steps;
  expect(file).toHaveProperty('content', `${JSON.stringify(image, undefined, 2)}\n`);
});

test('an image cannot be made here and be finished', () => {
  expect(() => planSetUp(crate, { ...options, reference, base: 'b' }, '1.2.3')).toThrow(
    expect.objectContaining({ code: 'STATIX_OPTION_INVALID' }),
  );
});

test.each(['registry.example/image:tag', 'image@sha256:0', ''])(
  'no digest, no reference: %j',
  (wrong) => {
    expect(setUpSchema.safeParse({ reference: wrong }).success).toBe(false);
    expect(setUpSchema.safeParse({ reference }).success).toBe(true);
  },
);

test.each<[Partial<FolderFacts>, string, string | undefined]>([
  [{ packageJson: true }, 'STATIX_PACKAGE_JSON_PRESENT', 'npx nx@24 init\nnpx nx add @statix/nx'],
  [{ nx: 'package' }, 'STATIX_PACKAGE_JSON_PRESENT', 'npx nx add @statix/nx'],
  [{ cargoToml: false }, 'STATIX_CRATE_MISSING', undefined],
])('%j is refused with %s', (facts, code, snippet) => {
  expect.assertions(1);
  try {
    planSetUp({ ...crate, ...facts }, options, '1.2.3');
  } catch (error) {
    expect(error).toMatchObject({
      code,
      remedies: [
        snippet === undefined ? {} : { snippet },
        ...(snippet === undefined ? [{ snippet: 'cargo init' }] : []),
      ],
    });
  }
});

test.each<[Record<string, string>, FolderFacts]>([
  [{ 'Cargo.toml': '' }, crate],
  [
    { 'Cargo.toml': '', 'nx.json': '{ "installation": { "version": "24.0.6" } }' },
    { ...crate, nx: 'dot-nx' },
  ],
  [
    { 'Cargo.toml': '', 'nx.json': '{ "installation": { "plugins": [] } }' },
    { ...crate, nx: 'dot-nx' },
  ],
  [
    { 'Cargo.toml': '', 'nx.json': '{ "installation": { "plugins": { "@statix/nx": "1.2.3" } } }' },
    { ...crate, nx: 'dot-nx', plugin: '1.2.3' },
  ],
  [
    { 'nx.json': '{}', 'package.json': '{}' },
    { ...crate, cargoToml: false, packageJson: true, nx: 'package' },
  ],
  [{ 'nx.json': 'no JSON' }, { ...crate, cargoToml: false, nx: 'package' }],
])('a folder with %j', (files, facts) => {
  const folder = mkdtempSync(join(tmpdir(), 'create-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  expect(inspectFolder(folder)).toEqual(facts);
  rmSync(folder, { recursive: true });
});
