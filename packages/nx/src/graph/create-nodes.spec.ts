import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AggregateCreateNodesError, type ProjectConfiguration } from '@nx/devkit';
import { createNodes } from './create-nodes.js';

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
  return Object.keys(files).filter((path) => /Cargo\.toml$|statix-image\.json$/.test(path));
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

test('a program gets the static targets, a library none, a virtual manifest no project', async () => {
  const projects = await infer({ ...image, ...app });
  expect(Object.keys(projects).sort()).toEqual(['crates/app', 'crates/lib', 'images/statix']);
  expect(projects['crates/app']!.name).toBe('app');
  expect(Object.keys(projects['crates/app']!.targets!)).toEqual([
    'static-inputs',
    'build-static',
    'verify-static',
    'static',
    'plan-static',
  ]);
  expect(projects['crates/lib']!.targets).toEqual({});
  expect(Object.keys(projects['images/statix']!.targets!)).toEqual([
    'identify',
    'image',
    'image-check',
  ]);
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

test('nothing that an engine holds is cached, and everything else says so', async () => {
  const projects = await infer({ ...image, ...app });
  const cached = Object.values(projects).flatMap(({ targets = {} }) =>
    Object.entries(targets).map(([name, target]) => [name, target.cache]),
  );
  expect(Object.fromEntries(cached)).toEqual({
    'static-inputs': true,
    'build-static': true,
    'verify-static': true,
    static: false,
    'plan-static': false,
    identify: true,
    image: false,
    'image-check': false,
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
  expect(targets!['static']!.dependsOn).toEqual([
    'build-static',
    'verify-static',
    'compress-static',
  ]);
  expect(targets!['compress-static']!.options).toMatchObject({
    args: ['--self-test'],
    expectedStdout: '^ok$',
  });
});

test('enabled = false leaves a package without targets', async () => {
  const projects = await infer({
    ...image,
    ...app,
    'crates/app/Cargo.toml': `${app['crates/app/Cargo.toml']}[package.metadata.statix]\nenabled = false\n`,
  });
  expect(projects['crates/app']!.targets).toEqual({});
});

test('a broken manifest is an error with file and line, and the good projects stay', async () => {
  const files = {
    ...image,
    ...app,
    'crates/bad/Cargo.toml': '[package]\nname = "bad"\nversion = \n',
    'crates/odd/Cargo.toml':
      '[package]\nname = "odd"\nversion = "1.0.0"\n[package.metadata.statix]\nbuild-statik = {}\n',
    'crates/odd/src/main.rs': '',
  };
  const error = await infer(files).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AggregateCreateNodesError);
  const { errors, partialResults } = error as AggregateCreateNodesError;
  expect(errors.map(([file]) => file).sort()).toEqual([
    'crates/bad/Cargo.toml',
    'crates/odd/Cargo.toml',
  ]);
  const messages = errors.map(([, { message }]) => message).join('\n');
  expect(messages).toMatch(/crates\/bad\/Cargo\.toml:3/);
  expect(messages).toContain("Did you mean 'build-static'");
  const names = partialResults.flatMap(([, { projects = {} }]) =>
    Object.values(projects).map(({ name }) => name),
  );
  expect(names.sort()).toEqual(['app', 'lib', 'statix-image']);
});

test('a broken image definition leaves the Rust projects', async () => {
  const error = await infer({
    ...app,
    'images/statix/statix-image.json': '{ "recipe": "./none" }',
  }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { partialResults } = error as AggregateCreateNodesError;
  expect(partialResults.map(([file]) => file).sort()).toEqual([
    'crates/app/Cargo.toml',
    'crates/lib/Cargo.toml',
  ]);
});

test('an unknown plugin option names nx.json and the nearest option', async () => {
  await expect(infer(app, { 'verify-statik': {} })).rejects.toMatchObject({
    code: 'STATIX_OPTION_UNKNOWN',
    what: expect.stringContaining('nx.json') as string,
  });
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
