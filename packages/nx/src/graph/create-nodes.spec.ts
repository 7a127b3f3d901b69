import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { createNodes } from './create-nodes.js';
import { readGraph } from './read-graph.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statix-nodes-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(files: Record<string, string>): string[] {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return Object.keys(files).filter((path) =>
    /(^|\/)(Cargo\.toml|statix-image\.json|project\.json|package\.json)$/.test(path),
  );
}

async function infer(files: Record<string, string>, options?: unknown) {
  const [, create] = createNodes;
  const context = { workspaceRoot: root, nxJsonConfiguration: {} };
  const results = await create(write(files), options, context);
  const projects: Record<string, ProjectConfiguration> = {};
  for (const [, { projects: found = {} }] of results) {
    for (const [at, project] of Object.entries(found)) projects[at] = { root: at, ...project };
  }
  return projects;
}

/** What is wrong in files, and the projects all the same. */
async function withProblems(files: Record<string, string>, options?: unknown) {
  const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const projects = await infer(files, options);
  told.mockRestore();
  const { problems } = await readGraph({ workspaceRoot: root, files: write(files), options });
  return { problems, projects, named: byName(projects) };
}

function byName(projects: Record<string, ProjectConfiguration>) {
  return Object.fromEntries(Object.values(projects).map((project) => [project.name, project]));
}

const problemExecutor = '@statix/nx:problem';

const image = {
  'images/statix/statix-image.json': '{ "recipe": "./recipe", "base": "debian:trixie-slim" }',
  'images/statix/recipe/recipe.json': '{ "name": "statix", "version": "1.0.0", "arguments": {} }',
  'images/statix/recipe/Dockerfile': 'ARG BASE\nFROM ${BASE}\n',
};
const app = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
  'Cargo.lock': 'version = 4\n',
  'crates/app/Cargo.toml':
    '[package]\nname = "app"\nversion = "0.1.0"\n[dependencies]\nlib = { path = "../lib" }\n',
  'crates/app/src/main.rs': '',
  'crates/lib/Cargo.toml': '[package]\nname = "lib"\nversion = "0.1.0"\n',
  'crates/lib/src/lib.rs': '',
};

const forwarding = (target: string) => ({ target, params: 'forward' });

test('a program gets the static targets, a library those of tests, a virtual manifest no project', async () => {
  const projects = await infer({ ...image, ...app });
  expect(Object.keys(projects).sort()).toEqual(['crates/app', 'crates/lib', 'images/statix']);
  expect(projects['crates/app']!.name).toBe('app');
  expect(Object.keys(projects['crates/app']!.targets!)).toEqual([
    'static-inputs',
    'build-static',
    'verify-static',
    'static',
    'plan-static',
    'run-static',
    'rebuild-static',
    'provenance',
    'audit-static',
    'shell-static',
    'test-static',
    'check-static',
  ]);
  expect(Object.keys(projects['crates/lib']!.targets!)).toEqual([
    'static-inputs',
    'shell-static',
    'test-static',
    'check-static',
  ]);
  expect(Object.keys(projects['images/statix']!.targets!)).toEqual([
    'identify',
    'image',
    'image-check',
    'image-push',
    'image-save',
    'image-load',
    'image-prune',
    'cache-list',
    'cache-prune',
    'image-lock',
    'image-fetch',
  ]);
});

test('each step has a configuration for each Cargo profile that makes programs', async () => {
  const root = `${app['Cargo.toml']}[profile.tiny]\ninherits = "release"\n`;
  const projects = await infer({ ...image, ...app, 'Cargo.toml': root });
  const { targets = {} } = projects['crates/app']!;
  const expected = ['dev', 'release', 'tiny'].map((profile) => [profile, { profile }]);
  for (const step of ['build-static', 'verify-static', 'static', 'plan-static']) {
    expect(targets[step]!.configurations).toEqual(Object.fromEntries(expected));
  }
});

test('what a build may see is what its hash covers', async () => {
  const projects = await infer({ ...image, ...app });
  const { inputs, outputs, options, dependsOn } = projects['crates/app']!.targets!['build-static']!;
  expect(inputs).toEqual(
    expect.arrayContaining([
      '{workspaceRoot}/crates/app/**/*',
      '{workspaceRoot}/crates/lib/**/*',
      '!{workspaceRoot}/Cargo.toml',
      '!{workspaceRoot}/Cargo.lock',
      { externalDependencies: [] },
      { dependentTasksOutputFiles: 'dist/static-inputs/app' },
    ]),
  );
  expect(outputs).toEqual(['{workspaceRoot}/dist/static/app/{options.triple}/{options.profile}']);
  expect(options).toMatchObject({
    manifest: 'crates/app/Cargo.toml',
    image: 'dist/image/statix-image/image.json',
    triple: 'x86_64-unknown-linux-musl',
    profile: 'release',
    workspaceDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  // Lock and root manifest count by the package's part of them; for `affected` as files.
  expect(projects['crates/app']!.targets!['static-inputs']!.inputs).toEqual(
    expect.arrayContaining(['{workspaceRoot}/Cargo.toml', '{workspaceRoot}/Cargo.lock']),
  );
  expect(dependsOn).toEqual(['static-inputs', { projects: ['statix-image'], target: 'identify' }]);
});

test('tests see what the build sees and more, and are compiled as it is', async () => {
  const settings = `[package.metadata.statix.build-static]
features = ["tls"]
extraInputs = ["schema"]
environment = { A = "build", B = "build" }
[package.metadata.statix.test-static]
extraInputs = ["fixtures"]
environment = { B = "test" }
network = "loopback"
[package.metadata.statix.check-static]
denyWarnings = true
`;
  const projects = await infer({
    ...image,
    ...app,
    'crates/app/Cargo.toml': app['crates/app/Cargo.toml'] + settings,
    'crates/app/tests/it.rs': '',
  });
  const targets = projects['crates/app']!.targets!;
  const { inputs, options, outputs, dependsOn } = targets['test-static']!;
  expect(options).toMatchObject({
    profile: 'test',
    features: ['tls'],
    extraInputs: ['schema', 'fixtures'],
    environment: { A: 'build', B: 'test' },
    network: 'loopback',
  });
  expect(targets['check-static']!.options).toMatchObject({
    profile: 'dev',
    features: ['tls'],
    extraInputs: ['schema', 'fixtures'],
    environment: { A: 'build', B: 'test' },
    denyWarnings: true,
  });
  expect(targets['check-static']!.options).not.toHaveProperty('network');
  expect(inputs).toEqual(expect.arrayContaining(['{workspaceRoot}/fixtures/**/*']));
  expect(inputs).not.toContain('!{workspaceRoot}/crates/app/tests/**/*');
  expect(targets['build-static']!.inputs).toContain('!{workspaceRoot}/crates/app/tests/**/*');
  expect(targets['build-static']!.inputs).not.toContain('{workspaceRoot}/fixtures/**/*');
  expect(outputs).toEqual(['{workspaceRoot}/dist/test/app/{options.triple}/{options.profile}']);
  expect(dependsOn).toEqual(targets['build-static']!.dependsOn);
  expect(targets['run-static']).toMatchObject({ cache: false, dependsOn: ['build-static'] });
});

test('nothing that an engine holds is cached, and everything else says so', async () => {
  const projects = await infer({ ...image, ...app });
  const cached = Object.values(projects).flatMap(({ targets = {} }) =>
    Object.entries(targets).map(([name, target]) => [name, target.cache]),
  );
  expect(Object.fromEntries(cached)).toEqual({
    'static-inputs': true,
    'build-static': true,
    'verify-static': true,
    static: true,
    'plan-static': false,
    'run-static': false,
    'rebuild-static': false,
    provenance: false,
    'audit-static': false,
    'shell-static': false,
    'test-static': true,
    'check-static': true,
    identify: true,
    image: false,
    'image-check': false,
    'image-push': false,
    'image-save': false,
    'image-load': false,
    'image-prune': false,
    'cache-list': false,
    'cache-prune': false,
    'image-lock': false,
    'image-fetch': false,
  });
});

test.each([
  [
    'a byte of the recipe',
    { 'images/statix/recipe/Dockerfile': 'ARG BASE\nFROM ${BASE}\n#\n' },
    true,
  ],
  [
    'the base',
    { 'images/statix/statix-image.json': '{ "recipe": "./recipe", "base": "debian:sid" }' },
    true,
  ],
  ['a file of the site', { 'images/statix/recipe/site/ca.pem': 'PEM' }, false],
])('%s is in the digest of every build: %#', async (_name, change, differs) => {
  const before = await infer({ ...image, ...app });
  const after = await infer({ ...image, ...app, ...change });
  const digest = (projects: typeof before) =>
    (projects['crates/app']!.targets!['build-static']!.options as { digest: string }).digest;
  expect(digest(after) !== digest(before)).toBe(differs);
});

test('options: nx.json, then the workspace, then the package; arrays replace, records merge', async () => {
  const projects = await infer(
    {
      ...image,
      ...app,
      'Cargo.toml': `${app['Cargo.toml']}[workspace.metadata.statix.build-static]\nfeatures = ["w"]\nprofile = "dev"\n`,
      'crates/app/Cargo.toml': `${app['crates/app/Cargo.toml']}[package.metadata.statix.build-static]\nfeatures = ["p"]\nenvironment = { P = "1" }\n`,
    },
    { 'build-static': { features: ['n'], environment: { N: '1' }, profile: 'release' } },
  );
  expect(projects['crates/app']!.targets!['build-static']!.options).toMatchObject({
    features: ['p'],
    profile: 'dev',
    environment: { N: '1', P: '1' },
  });
  expect(projects['crates/app']!.targets!['verify-static']!.options).toMatchObject({
    profile: 'dev',
  });
});

test('the policy of nx.json and the overrides of a package are options of each step that proves, so they are hashed', async () => {
  const overrides = { overlay: { status: 'warn', reason: 'its help pages' } };
  const projects = await infer(
    {
      ...image,
      ...app,
      'crates/app/Cargo.toml': `${app['crates/app/Cargo.toml']}[package.metadata.statix]
compress-static = true
stamp-static = true
[package.metadata.statix.verify-static.overrides]
overlay = { status = "warn", reason = "its help pages" }
`,
    },
    { 'verify-static': { policy: 'strict' } },
  );
  const { targets } = projects['crates/app']!;
  for (const step of ['verify-static', 'stamp-static', 'compress-static'])
    expect(targets![step]!.options).toMatchObject({ policy: 'strict', overrides });
});

test('compress-static is there only where it is asked for, and runs what verify runs', async () => {
  const metadata = `[package.metadata.statix]
compress-static = true
[package.metadata.statix.verify-static]
args = ["--self-test"]
expectedStdout = "^ok$"
`;
  const projects = await infer({
    ...image,
    ...app,
    'crates/app/Cargo.toml': `${app['crates/app/Cargo.toml']}${metadata}`,
  });
  const { targets } = projects['crates/app']!;
  expect(targets!['static']!.dependsOn).toEqual(
    ['build-static', 'verify-static', 'compress-static'].map(forwarding),
  );
  expect(targets!['compress-static']!.options).toMatchObject({
    args: ['--self-test'],
    expectedStdout: '^ok$',
  });
  // With another value it may not come from the cache.
  const hashes = Object.entries(targets!).filter(([, { inputs = [] }]) =>
    inputs.some(
      (input) => typeof input === 'object' && 'env' in input && input.env === 'STATIX_COMPRESS',
    ),
  );
  expect(hashes.map(([name]) => name)).toEqual(['compress-static']);
});

test('stamp-static has the revision in its hash and the build has not; what is packed is then the stamped program', async () => {
  const metadata = `[package.metadata.statix]
stamp-static = { dirty = "refuse", expectedStdout = "{revision}" }
compress-static = true
[package.metadata.statix.verify-static]
args = ["--version"]
`;
  const projects = await infer({
    ...image,
    ...app,
    'crates/app/Cargo.toml': `${app['crates/app/Cargo.toml']}${metadata}`,
  });
  const targets = projects['crates/app']!.targets!;
  const asksGit = (target: string): boolean =>
    JSON.stringify(targets[target]!.inputs ?? []).includes('git rev-parse HEAD');
  expect(Object.keys(targets).filter(asksGit)).toEqual(['stamp-static']);
  expect(targets['stamp-static']!.options).toMatchObject({
    // Not the default of the schema: it is proven as verify does.
    args: ['--version'],
    dirty: 'refuse',
    expectedStdout: '{revision}',
  });
  const before = ['build-static', 'verify-static'].map(forwarding);
  expect(targets['stamp-static']!.dependsOn).toEqual(before);
  expect(targets['compress-static']!.dependsOn).toEqual([...before, forwarding('stamp-static')]);
  expect(targets['compress-static']!.options).toMatchObject({ stamped: true });
  // Of the stamp alone: it stands for a text that packing knows nothing of.
  expect(targets['compress-static']!.options).not.toHaveProperty('expectedStdout');
  expect(targets['static']!.dependsOn).toEqual(
    ['build-static', 'verify-static', 'stamp-static', 'compress-static'].map(forwarding),
  );
});

test('package-static takes the programs of the last step, hashes what it ships, and its image can be pushed', async () => {
  const metadata = `[package.metadata.statix]
stamp-static = { programs = ["app"] }
[package.metadata.statix.package-static]
formats = ["zip", "oci"]
files = ["README.md"]
container = { certificates = "image", zoneinfo = "zones" }
[package.metadata.statix.package-push]
repository = "registry.example/app"
`;
  const projects = await infer({
    ...image,
    ...app,
    'crates/app/Cargo.toml': `${app['crates/app/Cargo.toml']}${metadata}`,
  });
  const targets = projects['crates/app']!.targets!;
  const { dependsOn = [], inputs, options } = targets['package-static']!;
  const steps = ['build-static', 'verify-static', 'stamp-static'];
  expect(dependsOn.slice(0, 3)).toEqual(steps.map(forwarding));
  // Certificates of the image: which one it is counts.
  expect(dependsOn.at(3)).toMatchObject({ target: 'identify' });
  expect(options).toMatchObject({
    ...{ stamped: true, programs: ['app'], manifest: 'crates/app/Cargo.toml' },
    imageDefinition: expect.any(String),
  });
  expect(inputs).toEqual(
    expect.arrayContaining([
      '{workspaceRoot}/crates/app/README.md',
      '{workspaceRoot}/crates/app/LICENSE*',
      '{workspaceRoot}/crates/app/Cargo.toml',
      '{workspaceRoot}/zones/**',
    ]),
  );
  expect(targets['static']!.dependsOn).toEqual([...steps, 'package-static'].map(forwarding));
  expect(targets['package-push']).toMatchObject({
    cache: false,
    dependsOn: [...steps, 'package-static'],
    options: { repository: 'registry.example/app' },
  });
});

test('a table of options for one step leaves profile and expectations as the steps before have them', async () => {
  const metadata = `[package.metadata.statix]
build-static = { profile = "dev" }
verify-static = { args = ["--self-test"], memoryMegabytes = 512 }
stamp-static = { dirty = "refuse" }
compress-static = { level = "1" }
`;
  const projects = await infer({
    ...image,
    ...app,
    'crates/app/Cargo.toml': `${app['crates/app/Cargo.toml']}${metadata}`,
  });
  const targets = projects['crates/app']!.targets!;
  const proven = { profile: 'dev', args: ['--self-test'], memoryMegabytes: 512 };
  for (const name of ['verify-static', 'stamp-static', 'compress-static'])
    expect([name, targets[name]!.options]).toMatchObject([name, proven]);
});

test('files of the workspace that runs are given are inputs of all steps that prove', async () => {
  const metadata = `[package.metadata.statix.verify-static]
files = { "/etc/a" = { file = "testdata/a" }, "/etc/b" = "text" }
[[package.metadata.statix.verify-static.runs]]
name = "second"
files = { "/etc/c" = { file = "testdata/c" } }
[package.metadata.statix.verify-static.perBinary.app]
files = { "/etc/d" = { file = "testdata/d" } }
[package.metadata.statix.stamp-static]
files = { "/etc/e" = { file = "testdata/e" } }
[package.metadata.statix]
compress-static = true
`;
  const projects = await infer({
    ...image,
    ...app,
    'crates/app/Cargo.toml': `${app['crates/app/Cargo.toml']}${metadata}`,
  });
  const targets = projects['crates/app']!.targets!;
  const files = (target: string) =>
    targets[target]!.inputs!.flatMap((input) =>
      typeof input === 'string' && input.includes('testdata') ? [input] : [],
    ).join(' ');
  const common = ['a', 'c', 'd'].map((name) => `{workspaceRoot}/testdata/${name}`).join(' ');
  expect(files('verify-static')).toBe(common);
  expect(files('compress-static')).toBe(common);
  expect(files('stamp-static')).toBe(`${common} {workspaceRoot}/testdata/e`);
});

test('enabled = false leaves a package without targets', async () => {
  const projects = await infer({
    ...image,
    ...app,
    'crates/app/Cargo.toml': `${app['crates/app/Cargo.toml']}[package.metadata.statix]\nenabled = false\n`,
  });
  expect(projects['crates/app']!.targets).toEqual({});
});

test('a broken manifest is a problem with file and line, and the good projects stay', async () => {
  const files = {
    ...image,
    ...app,
    'crates/bad/Cargo.toml': '[package]\nname = "bad"\nversion = \n',
    'crates/odd/Cargo.toml':
      '[package]\nname = "odd"\nversion = "1.0.0"\n[package.metadata.statix]\nbuild-statik = {}\n',
    'crates/odd/src/main.rs': '',
  };
  const { problems, named } = await withProblems(files);
  expect(problems.map(({ file }) => file).sort()).toEqual([
    'crates/bad/Cargo.toml',
    'crates/odd/Cargo.toml',
  ]);
  const messages = problems.map(({ message }) => message).join('\n');
  expect(messages).toMatch(/crates\/bad\/Cargo\.toml:3/);
  expect(messages).toContain("Did you mean 'build-static'");
  expect(messages).toContain('[package.metadata.statix] at crates/odd/Cargo.toml:4:1');
  expect(Object.keys(named).sort()).toEqual(['app', 'bad', 'lib', 'odd', 'statix-image']);
  expect(named['bad']!.targets).toEqual({});
  expect(named['app']!.targets!['build-static']!.executor).toBe('@statix/cargo-musl:build');
  const { executor, options, dependsOn } = named['odd']!.targets!['build-static']!;
  expect({ executor, dependsOn }).toEqual({ executor: problemExecutor, dependsOn: undefined });
  expect(options).toMatchObject({ problems: [{ code: 'STATIX_OPTION_UNKNOWN' }] });
});

test.each([
  ['not TOML', 'version = 4\n[[package]]\nname = "app\n', 'Cargo.lock:3:'],
  ['half-merged', 'version = 4\n<<<<<<< HEAD\n', 'Cargo.lock:2:'],
  ['of a version to come', 'version = 9\n', 'Cargo.lock:1:'],
])(
  'fault: a Cargo.lock that is %s costs the programs of its workspace and no others',
  async (_name, lock, place) => {
    const files = {
      ...image,
      ...app,
      'Cargo.lock': lock,
      'crates/other/Cargo.toml': '[package]\nname = "other"\nversion = "0.1.0"\n',
      'crates/other/src/main.rs': '',
      'apart/Cargo.toml': '[package]\nname = "apart"\nversion = "0.1.0"\n[workspace]\n',
      'apart/Cargo.lock': 'version = 4\n',
      'apart/src/main.rs': '',
    };
    const { problems, named } = await withProblems(files);
    expect(problems).toEqual([
      {
        file: 'Cargo.lock',
        message: expect.stringContaining(`STATIX_LOCKFILE_INVALID  ${place}`),
        projects: ['app', 'lib', 'other'],
      },
    ]);
    const executorOf = (name: string) => named[name]!.targets!['build-static']!.executor;
    expect(['apart', 'app', 'other'].map(executorOf)).toEqual([
      '@statix/cargo-musl:build',
      problemExecutor,
      problemExecutor,
    ]);
  },
);

test('a broken Cargo.lock that no program is built by is no error', async () => {
  const { 'crates/app/Cargo.toml': _manifest, 'crates/app/src/main.rs': _main, ...lib } = app;
  const projects = await infer({ ...image, ...lib, 'Cargo.lock': 'version = 9\n' });
  expect(projects['crates/lib']).toBeDefined();
});

test('fault: a broken image definition fails the builds and its own tasks, and nothing else', async () => {
  const { problems, named } = await withProblems({
    ...app,
    'images/statix/statix-image.json': '{ "recipe": "./none" }',
  });
  expect(problems).toMatchObject([
    { file: 'images/statix/statix-image.json', projects: ['app', 'lib'] },
  ]);
  expect(Object.keys(named).sort()).toEqual(['app', 'lib', 'statix-image']);
  expect(named['app']!.targets!['build-static']!.executor).toBe(problemExecutor);
  expect(named['statix-image']!.targets!['image']!.executor).toBe(problemExecutor);
});

test('fault: an unknown plugin option names nx.json and the nearest option, and the projects stay', async () => {
  const options = { 'verify-statik': {}, exclude: ['crates/lib'] };
  const { problems, named } = await withProblems(app, options);
  expect(problems).toMatchObject([{ file: 'nx.json', projects: ['app'] }]);
  expect(problems[0]!.message).toMatch(/STATIX_OPTION_UNKNOWN.*nx\.json[^]*'verify-static'/);
  // What is left out stays left out.
  expect(Object.keys(named)).toEqual(['app']);
});

test('fault: wrong settings of a workspace are one problem of all its programs', async () => {
  const { problems } = await withProblems({
    ...app,
    'Cargo.toml': `${app['Cargo.toml']}[workspace.metadata]\nstatix.tags = "rust"\n`,
    'crates/other/Cargo.toml': '[package]\nname = "other"\nversion = "0.1.0"\n',
    'crates/other/src/main.rs': '',
  });
  expect(problems).toMatchObject([{ file: 'Cargo.toml', projects: ['app', 'lib', 'other'] }]);
  expect(problems[0]!.message).toContain('Cargo.toml:4:1');
});

test('two packages of one name get names that tell them apart', async () => {
  const projects = await infer({
    'a/Cargo.toml': '[package]\nname = "tool"\nversion = "1.0.0"\n',
    'a/src/main.rs': '',
    'b/c/Cargo.toml': '[package]\nname = "tool"\nversion = "1.0.0"\n',
    'b/c/src/main.rs': '',
  });
  expect(
    Object.values(projects)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['tool-a', 'tool-b-c']);
});

test('fault: a second crate of a name renames no member of the root workspace, nor does a worktree', async () => {
  const worktree = (at: string, git: string) => ({
    [`${at}/.git`]: git,
    ...Object.fromEntries(Object.entries(app).map(([path, text]) => [`${at}/${path}`, text])),
  });
  const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const projects = await infer({
    ...app,
    'examples/app/Cargo.toml': '[package]\nname = "app"\nversion = "1.0.0"\n[workspace]\n',
    'examples/app/src/main.rs': '',
    ...worktree('.claude/worktrees/fix', 'gitdir: /home/me/repo/.git/worktrees/fix\n'),
    ...worktree('cloned', 'gitdir: ../elsewhere/.git\n'),
    'third/.git/HEAD': 'ref: refs/heads/main\n',
    'third/Cargo.toml': '[package]\nname = "lib"\nversion = "1.0.0"\n[workspace]\n',
    'third/src/lib.rs': '',
    'module/.git': 'gitdir: ../.git/modules/module\n',
    'module/Cargo.toml': '[package]\nname = "of-module"\nversion = "1.0.0"\n[workspace]\n',
    'module/src/lib.rs': '',
  });
  expect(told.mock.calls).toHaveLength(1);
  told.mockRestore();
  expect(Object.values(projects).map(({ root, name }) => [root, name])).toEqual([
    ['crates/app', 'app'],
    ['crates/lib', 'lib'],
    ['examples/app', 'app-examples-app'],
    ['module', 'of-module'],
  ]);
});

test('fault: a package of a member’s name that lies below the root workspace and is none of its members', async () => {
  const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const manifest = (name: string, more = '') =>
    `[package]\nname = "${name}"\nversion = "1.0.0"\n${more}`;
  const projects = await infer({
    'Cargo.toml': '[workspace]\nmembers = ["codegen"]\n',
    'codegen/Cargo.toml': manifest('codegen'),
    'codegen/src/lib.rs': '',
    // As the sea-orm of crates.io has it: a workspace of its own, whose path dependency belongs to none.
    'beside/cli/Cargo.toml': manifest(
      'cli',
      '[dependencies]\ncodegen = { path = "../codegen" }\n[workspace]\n',
    ),
    'beside/cli/src/lib.rs': '',
    'beside/codegen/Cargo.toml': manifest('codegen'),
    'beside/codegen/src/lib.rs': '',
  });
  told.mockRestore();
  expect(Object.values(projects).map(({ root, name }) => [root, name])).toEqual([
    ['beside/cli', 'cli'],
    ['beside/codegen', 'codegen-beside-codegen'],
    ['codegen', 'codegen'],
  ]);
});

test('fault: the files of a worktree are no inputs of the package that it lies in', async () => {
  const projects = await infer({
    ...tool,
    'tool/.claude/worktrees/fix/.git': 'gitdir: /home/me/repo/.git/worktrees/fix\n',
    'tool/.claude/worktrees/fix/tool/Cargo.toml': tool['tool/Cargo.toml'],
    'tool/.claude/worktrees/fix/tool/src/main.rs': '',
  });
  expect(projects['tool']!.targets!['build-static']!.inputs).toContain(
    '!{workspaceRoot}/tool/.claude/worktrees/fix/**/*',
  );
});

test('fault: crates for cargo-fuzz and crates without a lock get static targets where they ask for them', async () => {
  const files = (more: string) => ({
    ...app,
    'fuzz/Cargo.toml': `[package]\nname = "fuzz"\nversion = "0.0.0"\n[workspace]\n[package.metadata]\ncargo-fuzz = true\n${more}`,
    'fuzz/Cargo.lock': 'version = 4\n',
    'fuzz/src/main.rs': '',
    'demo/Cargo.toml': `[package]\nname = "demo"\nversion = "0.0.0"\n[workspace]\n[package.metadata]\n${more}`,
    'demo/src/main.rs': '',
  });
  const silent = await infer(files(''));
  for (const [root, reason] of [
    ['fuzz', 'cargo-fuzz'],
    ['demo', 'no Cargo.lock beside demo/Cargo.toml'],
  ] as const) {
    expect(silent[root]!.targets).toEqual({});
    expect(silent[root]!.metadata!.description).toContain(reason);
  }
  expect(silent['crates/lib']!.metadata!.description).toContain('A library');
  expect(silent['crates/app']!.metadata!.description).toBeUndefined();
  const asking = await infer(files('statix.enabled = true\n'));
  expect(asking['fuzz']!.targets).toHaveProperty('build-static');
  expect(asking['demo']!.targets).toHaveProperty('build-static');
});

const tool = {
  'tool/Cargo.lock': 'version = 4\n',
  'tool/Cargo.toml': '[package]\nname = "tool"\nversion = "1.0.0"\n',
  'tool/src/main.rs': '',
};

test.each<[string, Record<string, string>, string]>([
  ['project.json', { 'tool/project.json': '{ "name": "chosen" }' }, 'chosen'],
  ['a project.json that names nothing', { 'tool/project.json': '{}' }, 'tool'],
  [
    'package.json beside project.json',
    { 'tool/project.json': '{}', 'tool/package.json': '{ "name": "@acme/tool" }' },
    '@acme/tool',
  ],
  [
    'package.json of a workspace',
    {
      'package.json': '{ "name": "acme", "workspaces": ["tool"] }',
      'tool/package.json': '{ "name": "from-npm" }',
    },
    'from-npm',
  ],
  [
    'nx.name of it',
    {
      'package.json': '{ "name": "acme", "workspaces": ["tool"] }',
      'tool/package.json': '{ "name": "from-npm", "nx": { "name": "from-nx" } }',
    },
    'from-nx',
  ],
  [
    'a package.json of pnpm',
    {
      'package.json': '{ "name": "acme" }',
      'pnpm-workspace.yaml': 'packages: ["tool"]\n',
      'tool/package.json': '{ "name": "from-pnpm" }',
    },
    'from-pnpm',
  ],
  [
    'a package.json that is no project',
    { 'package.json': '{ "name": "acme" }', 'tool/package.json': '{ "name": "wasm-pack-output" }' },
    'tool',
  ],
  [
    'its settings',
    {
      'tool/Cargo.toml': `${tool['tool/Cargo.toml']}[package.metadata.statix]\nname = "renamed"\n`,
    },
    'renamed',
  ],
])('the name that Nx will use: %s', async (_name, files, expected) => {
  const projects = await infer({ ...tool, ...files });
  expect(projects['tool']!.name).toBe(expected);
  const { outputs, metadata } = projects['tool']!.targets!['build-static']!;
  expect(outputs![0]).toContain(`/dist/static/${expected}/`);
  expect(metadata!.help!.command).toContain(`nx run ${expected}:build-static `);
});

test('a name that a project without Rust has is left to it, and that is said', async () => {
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const projects = await infer({ ...tool, 'web/project.json': '{ "name": "tool" }' });
  expect(projects['tool']!.name).toBe('tool-tool');
  expect(written.mock.calls.join('')).toMatch(/the package tool in tool is the project tool-tool/);
  // Nothing has changed: nothing is said again.
  written.mockClear();
  await infer({});
  written.mockRestore();
});

test('include and exclude choose projects, and what they leave out is still read for the others', async () => {
  const files = { ...app, ...tool, 'Cargo.toml': '[workspace]\nmembers = ["crates/*", "tool"]\n' };
  const roots = async (options: unknown) => Object.keys(await infer(files, options)).sort();
  expect(await roots({ include: ['crates/**'] })).toEqual(['crates/app', 'crates/lib']);
  expect(await roots({ exclude: ['crates/lib/**'] })).toEqual(['crates/app', 'tool']);
  expect(await roots({ include: ['crates/**'], exclude: ['**/lib/Cargo.toml'] })).toEqual([
    'crates/app',
  ]);
  const [, create] = createNodes;
  const nodes = await create(
    ['crates/app/Cargo.toml', 'Cargo.toml'],
    { exclude: ['crates/lib/**'] },
    { workspaceRoot: root, nxJsonConfiguration: {} },
  );
  // What Nx does not list (git ignores it) is no project; the build reads it all the same.
  expect(nodes).toHaveLength(1);
  const [, { projects }] = nodes[0]!;
  expect(projects!['crates/app']!.targets!['build-static']!.inputs).toContain(
    '{workspaceRoot}/crates/lib/**/*',
  );
});

test.each([['templates/**'], ['templates'], ['templates/'], ['./templates'], ['**/templates']])(
  'fault: exclude "%s" leaves out a folder: its manifests and its Cargo configuration are not spoken of',
  async (pattern) => {
    const { problems, projects } = await withProblems(
      {
        ...tool,
        'templates/a/Cargo.toml': '[package]\nname = "{{name}}"\n',
        'templates/b/Cargo.toml': '[package]\nname = "b"\nversion = "0.1.0"\n[workspace]\n',
        'templates/b/src/main.rs': '',
        'templates/b/.cargo/config.toml': '{{config}}\n',
        'templates/b/Cargo.lock': '{{lock}}\n',
      },
      { exclude: [pattern] },
    );
    expect(problems).toEqual([]);
    expect(Object.keys(projects)).toEqual(['tool']);
  },
);

test('vendored crates are no projects', async () => {
  const projects = await infer({
    ...tool,
    'vendor/cc/Cargo.toml': '[package]\nname = "cc"\nversion = "1.0.0"\n',
    'vendor/cc/src/lib.rs': '',
    'vendor/cc/.cargo-checksum.json': '{}',
  });
  expect(Object.keys(projects)).toEqual(['tool']);
});

test('targets get the names and the tags that are asked for; one turned off takes what needs it along', async () => {
  const projects = await infer(
    { ...image, ...tool },
    {
      targets: { 'build-static': 'build:static', 'static-inputs': 'inputs', 'plan-static': false },
      tags: ['team:a'],
    },
  );
  const { targets, tags, metadata } = projects['tool']!;
  expect(Object.keys(targets!)).toEqual([
    'inputs',
    'build:static',
    'verify-static',
    'static',
    'run-static',
    'rebuild-static',
    'provenance',
    'audit-static',
    'shell-static',
    'test-static',
    'check-static',
  ]);
  expect(targets!['build:static']!.dependsOn![0]).toBe('inputs');
  expect(targets!['verify-static']!.dependsOn).toEqual([forwarding('build:static')]);
  expect(targets!['static']!.dependsOn).toEqual(['build:static', 'verify-static'].map(forwarding));
  expect(targets!['build:static']!.metadata!.help!.command).toContain('tool:build:static ');
  expect(metadata!.targetGroups).toEqual({ Statix: Object.keys(targets!) });
  expect(tags).toEqual(['lang:rust', 'statix:static', 'team:a']);

  const without = await infer({ ...image, ...tool }, { targets: { 'verify-static': false } });
  expect(Object.keys(without['tool']!.targets!)).toEqual([
    'static-inputs',
    'build-static',
    'static',
    'plan-static',
    'run-static',
    'rebuild-static',
    'shell-static',
    'test-static',
    'check-static',
  ]);
  expect(without['tool']!.targets!['static']!.dependsOn).toEqual([forwarding('build-static')]);
  const none = await infer({ ...image, ...tool }, { targets: { 'build-static': false } });
  expect(Object.keys(none['tool']!.targets!)).toEqual([
    'static-inputs',
    'shell-static',
    'test-static',
    'check-static',
  ]);
  const off = {
    'build-static': false,
    'test-static': false,
    'check-static': false,
    'shell-static': false,
  } as const;
  const nothing = await infer({ ...image, ...tool }, { targets: off });
  expect(nothing['tool']!.targets).toEqual({});
});

test('two targets cannot have one name', async () => {
  const { problems, named } = await withProblems(tool, {
    targets: { 'build-static': 'verify-static' },
  });
  expect(problems[0]!.message).toContain('STATIX_TARGET_NAME_CLASH');
  expect(named['tool']!.targets!['build-static']!.executor).toBe(problemExecutor);
});

test('a package with several programs and examples is one project', async () => {
  const projects = await infer({
    ...tool,
    'tool/src/bin/second.rs': '',
    'tool/src/bin/third/main.rs': '',
    'tool/examples/show.rs': '',
  });
  expect(projects['tool']!.targets!['build-static']!.metadata!.description).toBe(
    'Build fully static musl binaries: second, third, tool',
  );
});

test('a library whose examples are asked for is built, and sees what they need', async () => {
  const library = (settings: string) => ({
    'tool/Cargo.lock': 'version = 4\n',
    'tool/Cargo.toml': `[package]\nname = "tool"\nversion = "1.0.0"\n[package.metadata.statix.build-static]\n${settings}`,
    'tool/src/lib.rs': '',
    'tool/examples/show.rs': '',
  });
  const { tool: plain } = await infer(library(''));
  expect(plain!.targets).not.toHaveProperty('build-static');
  const { tool: built } = await infer(library('examples = ["show"]\n'));
  expect(built!.projectType).toBe('library');
  expect(built!.targets!['build-static']!.options).toMatchObject({ examples: ['show'] });
  const { inputs } = built!.targets!['build-static']!;
  expect(inputs).toContain('{workspaceRoot}/tool/**/*');
  expect(inputs).not.toContain('!{workspaceRoot}/tool/examples/**/*');
});

test('fault: help of a target shows an option that it has, and never an empty example', async () => {
  const projects = await infer({ ...app, ...image });
  const helps = Object.values(projects).flatMap(({ targets = {} }) =>
    Object.values(targets).flatMap(({ metadata }) => metadata?.help ?? []),
  );
  expect(helps.length).toBeGreaterThan(4);
  for (const { example } of helps)
    expect([...Object.keys(example.options ?? {}), ...(example.args ?? [])]).not.toEqual([]);
});
