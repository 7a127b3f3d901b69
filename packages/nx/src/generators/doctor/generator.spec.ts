import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { updateNxJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { doctorReportSchema, StatixError, type DoctorReport } from '@statix/contract';
import type { Engine } from '@statix/engine';
import { doctorGenerator } from './generator.js';

const fixtures = join(__dirname, '../../../../advice/src/native-crates/fixtures');

let tree: Tree;
let printed: string;
let failed: boolean;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  env = {};
  tree = createTreeWithEmptyWorkspace();
  printed = '';
  failed = false;
});

function addProgram(folder: string, fixture: string): void {
  for (const [name, suffix] of [
    ['Cargo.toml', 'manifest.toml'],
    ['Cargo.lock', 'lock.toml'],
  ]) {
    tree.write(`${folder}/${name}`, readFileSync(join(fixtures, `${fixture}.${suffix}`), 'utf8'));
  }
  tree.write(`${folder}/src/main.rs`, 'fn main() {}\n');
}

async function doctor(options: Record<string, unknown>): Promise<string> {
  printed = '';
  failed = false;
  await doctorGenerator(
    tree,
    { environment: false, ...options },
    {
      print: (text) => (printed += text),
      fail: () => (failed = true),
      connect: (): Promise<Engine> => {
        throw new StatixError({
          code: 'STATIX_ENGINE_NOT_FOUND',
          what: 'No container engine answers on this machine',
          remedies: [{ text: 'Start one:', snippet: 'sudo systemctl start docker' }],
        });
      },
      env,
    },
  );
  return printed;
}

async function report(options: Record<string, unknown> = {}): Promise<DoctorReport> {
  return doctorReportSchema.parse(JSON.parse(await doctor({ json: true, ...options })));
}

const codes = ({ findings }: DoctorReport): string[] => findings.map(({ code }) => code);

test('prints what fails once, with the line, the remedy and what --fix can do, and fails', async () => {
  addProgram('apps/queue', 'rdkafka');
  tree.write('images/statix/statix-image.json', '{}');
  const text = await doctor({});
  expect(text.match(/rdkafka-without-cmake {2}\(--fix\)/g)).toHaveLength(1);
  expect(text).toContain('at apps/queue/Cargo.toml:7  dependencies.rdkafka');
  expect(text).toContain('rdkafka = { version = "0.38", features = ["cmake-build"] }');
  expect(text).toMatch(/2 errors, 0 warnings, \d+ notes?\n$/);
  expect(failed).toBe(true);
});

test('a program with nothing wrong: exit code 0, and 0 with --strict', async () => {
  addProgram('apps/fetch', 'reqwest-rustls');
  const found = await report({ strict: true });
  expect(found.summary).toMatchObject({ errors: 0, warnings: 0 });
  expect(failed).toBe(false);
});

test('warnings fail only with --strict', async () => {
  addProgram('apps/plug', 'libloading');
  expect((await report()).summary).toMatchObject({ errors: 0, warnings: 1 });
  expect(failed).toBe(false);
  await report({ strict: true });
  expect(failed).toBe(true);
});

test('--fix edits Cargo.toml, shows the diff, and no longer fails; a second run changes nothing', async () => {
  addProgram('apps/queue', 'rdkafka');
  const text = await doctor({ fix: true });
  expect(text).toContain('-rdkafka = { version = "0.38", features = ["ssl"] }');
  expect(text).toContain('+rdkafka = { version = "0.38", features = ["ssl", "cmake-build"] }');
  expect(text).toContain('cargo update --workspace');
  expect(failed).toBe(false);
  const edited = tree.read('apps/queue/Cargo.toml', 'utf8');
  expect(edited).toContain('"cmake-build"');
  const again = await report({ fix: true });
  expect(codes(again)).not.toContain('rdkafka-without-cmake');
  expect(tree.read('apps/queue/Cargo.toml', 'utf8')).toBe(edited);
});

test('without --fix nothing is written', async () => {
  addProgram('apps/queue', 'rdkafka');
  const before = tree.read('apps/queue/Cargo.toml', 'utf8');
  await doctor({});
  expect(tree.read('apps/queue/Cargo.toml', 'utf8')).toBe(before);
});

test('one project of several, by name; an unknown name with the nearest', async () => {
  addProgram('apps/queue', 'rdkafka');
  addProgram('apps/fetch', 'reqwest');
  expect((await report({ project: 'reqwest' })).packages.map(({ name }) => name)).toEqual([
    'reqwest',
  ]);
  tree.write('apps/fetch/project.json', '{ "name": "fetcher" }');
  expect((await report({ project: 'fetcher' })).packages.map(({ name }) => name)).toEqual([
    'reqwest',
  ]);
  await expect(doctor({ project: 'rdkafak' })).rejects.toMatchObject({
    code: 'STATIX_PROJECT_MISSING',
    remedies: [{ text: "Did you mean 'rdkafka'?" }, expect.anything()],
  });
});

test('the image’s recipe says what it has', async () => {
  const recipe = 'images/statix/recipe';
  addProgram('apps/db', 'diesel-postgres');
  expect(codes(await report())).not.toContain('library-not-in-image');
  expect((await report()).image.knownFrom).toBe('nothing');
  // Recipes are read from disk, where the workspace of this test is not; the definition is enough.
  tree.write(`${recipe}/recipe.json`, '{}');
});

test('features that options of build-static switch on count', async () => {
  addProgram('apps/blas', 'optional');
  expect(codes(await report())).toEqual([]);
  const manifest = tree.read('apps/blas/Cargo.toml', 'utf8') ?? '';
  tree.write(
    'apps/blas/Cargo.toml',
    `${manifest}\n[package.metadata.statix.build-static]\nfeatures = ["blas"]\nrustflags = ["-Ctarget-cpu=native"]\n`,
  );
  expect(codes(await report())).toEqual(
    expect.arrayContaining(['downloads-while-building', 'cpu-of-build-machine']),
  );
});

test('broken files are findings, and the good packages stay', async () => {
  addProgram('apps/queue', 'rdkafka');
  tree.write('apps/bad/Cargo.toml', '[package\n');
  addProgram('apps/fetch', 'reqwest');
  tree.write('apps/fetch/Cargo.lock', 'version = 4\n[[package]\n');
  const found = await report();
  expect(
    found.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code),
  ).toEqual(
    ['manifest-syntax', 'rdkafka-without-cmake', 'lockfile-invalid'].sort(
      (left, right) => codes(found).indexOf(left) - codes(found).indexOf(right),
    ),
  );
  expect(found.findings.find(({ code }) => code === 'manifest-syntax')?.evidence[0]).toMatchObject({
    file: 'apps/bad/Cargo.toml',
    line: 1,
  });
});

test('what the plugin leaves out, the doctor leaves out', async () => {
  addProgram('apps/queue', 'rdkafka');
  updateNxJson(tree, {
    plugins: [{ plugin: '@statix/nx', options: { exclude: ['apps/queue/**'] } }],
  });
  expect((await report()).packages).toEqual([]);
});

test('no engine is an error of the machine, with its remedies, and the project is looked at all the same', async () => {
  addProgram('apps/queue', 'rdkafka');
  const found = await report({ environment: true });
  expect(found.environment?.engine).toBeNull();
  expect(codes(found)).toEqual(
    expect.arrayContaining(['engine-unreachable', 'image-not-defined', 'rdkafka-without-cmake']),
  );
});

test('fault: commands are those of the workspace: ./nx without a package.json', async () => {
  addProgram('apps/queue', 'rdkafka');
  tree.delete('package.json');
  const text = await doctor({ fix: true, environment: true });
  expect(text).toContain('       ./nx generate @statix/nx:doctor');
  expect(text).toContain('./nx generate @statix/nx:init');
  expect(text).not.toContain('npx nx');
});

test('an unknown option is refused', async () => {
  await expect(doctor({ fixx: true })).rejects.toMatchObject({ code: 'STATIX_OPTION_UNKNOWN' });
});

test.each<[string, Record<string, string>, string]>([
  [
    'its settings',
    {
      'apps/plug/Cargo.toml':
        '[package]\nname = "plug"\nversion = "1.0.0"\n[package.metadata.statix]\nname = "chosen"\n',
    },
    'chosen',
  ],
  ['project.json', { 'apps/plug/project.json': '{ "name": "chosen" }' }, 'chosen'],
  [
    'the graph, where a project of another kind has its name',
    { 'docs/project.json': '{ "name": "plug" }' },
    'plug-apps-plug',
  ],
])('a project is asked for by the name that it has from %s', async (_place, files, project) => {
  const plain = { 'apps/plug/Cargo.toml': '[package]\nname = "plug"\nversion = "1.0.0"\n' };
  for (const [path, content] of Object.entries({ ...plain, 'apps/plug/src/main.rs': '', ...files }))
    tree.write(path, content);
  addProgram('apps/fetch', 'reqwest-rustls');
  const { packages } = await report({ project });
  expect(packages.map(({ name }) => name)).toEqual(['plug']);
});

test('fault: a note on the workspace’s profile is said once, of the workspace', async () => {
  const manifest = (name: string) => `[package]\nname = "${name}"\nversion = "1.0.0"\n`;
  tree.write(
    'Cargo.toml',
    '[workspace]\nmembers = ["apps/a", "apps/b"]\n[profile.release]\npanic = "abort"\n',
  );
  for (const name of ['a', 'b']) {
    tree.write(`apps/${name}/Cargo.toml`, manifest(name));
    tree.write(`apps/${name}/src/main.rs`, 'fn main() {}\n');
  }
  const lock = (name: string) => `[[package]]\nname = "${name}"\nversion = "1.0.0"\n`;
  tree.write('Cargo.lock', `version = 4\n\n${lock('a')}\n${lock('b')}`);
  const found = await report();
  expect(found.findings.map(({ code, package: pkg }) => [code, pkg])).toEqual([
    ['panic-aborts', null],
  ]);
  const text = await doctor({});
  expect(text).toMatch(/^the workspace$/m);
  expect(text).not.toMatch(/^the machine$/m);
});

test('fault: of two definitions of an image none is taken, as by the graph', async () => {
  addProgram('apps/fetch', 'reqwest-rustls');
  for (const folder of ['a', 'b']) tree.write(`images/${folder}/statix-image.json`, '{}');
  const found = await report();
  expect(codes(found)).toContain('image-ambiguous');
  expect(found.image.knownFrom).toBe('nothing');
});

test('a package that cannot be described has its name, in the doctor as in the graph', async () => {
  tree.write('apps/plug/Cargo.toml', '[package]\nname = "plug"\nversion = "1.0.0"\n');
  tree.write('apps/plug/src/main.rs', '');
  tree.write('other/plug/Cargo.toml', '[package]\nname = "plug"\nedition = "1999"\n');
  tree.write('other/plug/src/main.rs', '');
  const { packages } = await report({ project: 'plug-apps-plug' });
  expect(packages.map(({ manifest }) => manifest)).toEqual(['apps/plug/Cargo.toml']);
});

test('a rust-toolchain file that no image satisfies: what can be had, and the command', async () => {
  const root = join(__dirname, '../../../../..');
  addProgram('apps/fetch', 'reqwest-rustls');
  tree.root = root;
  tree.write(
    'images/statix/statix-image.json',
    readFileSync(join(root, 'images/statix/statix-image.json'), 'utf8'),
  );
  tree.write(
    'apps/fetch/rust-toolchain.toml',
    '[toolchain]\nchannel = "1.86.0"\ncomponents = ["rust-src"]\n',
  );
  const { findings } = await report();
  expect(findings.find(({ code }) => code === 'toolchain-unavailable')).toMatchObject({
    severity: 'error',
    what: 'apps/fetch/rust-toolchain.toml:2: asks for Rust 1.86.0, and no image of this workspace has it',
    remedies: [
      { snippet: 'npx nx run statix-image:image-lock --channel=1.86.0' },
      { text: 'Or name one that can be had in apps/fetch/rust-toolchain.toml.' },
    ],
  });
  expect(findings.map(({ code }) => code)).toContain('toolchain-component-missing');
  tree.write('apps/fetch/rust-toolchain.toml', '[toolchain]\nchannel = "stable"\n');
  expect(codes(await report())).not.toContain('toolchain-unavailable');
});

test('credentials: by name of registry and server, where it was looked, and the remedy', async () => {
  const home = mkdtempSync(join(tmpdir(), 'statix-home-'));
  try {
    const index = 'sparse+https://crates.corp.example/index/';
    mkdirSync(join(home, '.cargo'));
    writeFileSync(join(home, '.cargo/config.toml'), `[registries.corp]\nindex = "${index}"\n`);
    const found = join(home, '.cargo/credentials.toml');
    tree.write(
      'apps/app/Cargo.toml',
      '[package]\nname = "app"\nversion = "0.1.0"\n[dependencies]\nwords = { version = "1", registry = "corp" }\n',
    );
    tree.write('apps/app/src/main.rs', 'fn main() {}\n');
    const entry = (name: string, source: string): string =>
      `[[package]]\nname = "${name}"\nversion = "1.0.0"\nsource = "${source}"\n`;
    tree.write(
      'apps/app/Cargo.lock',
      `version = 4\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["words"]\n${entry('own', 'git+ssh://git@git.example/own#0')}${entry('words', index)}`,
    );
    env = { HOME: home };
    const without = await doctor({ environment: true });
    expect(without).toContain(
      `  registry corp: no token: looked at CARGO_REGISTRIES_CORP_TOKEN and ${found}`,
    );
    expect(without).toContain('  git at git.example over ssh: no ssh agent is lent to a fetch');
    expect(without).toContain('note  no-registry-token');
    expect(without).toContain('warning  no-ssh-agent');
    expect(without).toContain('cargo login --registry corp');
    expect(without).toContain('export STATIX_FETCH=host');
    writeFileSync(found, '[registries.corp]\ntoken = "Bearer s3cret-words"\n');
    const found1 = await report({ environment: true });
    expect(found1.environment?.credentials[0]).toEqual({
      ...{ of: 'registry', name: 'corp', address: index, found: 'yes' },
      where: `a token, in ${found}`,
    });
    expect(codes(found1)).not.toContain('no-registry-token');
    writeFileSync(found, 'token = "Bearer s3cret-words\n');
    const broken = await doctor({ environment: true, json: true });
    expect(broken).toContain('credentials-unreadable');
    expect(broken).not.toContain('s3cret-words');
    expect((await report()).environment).toBeNull();
  } finally {
    rmSync(home, { recursive: true });
  }
});
