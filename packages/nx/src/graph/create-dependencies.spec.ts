import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CreateDependenciesContext, ProjectConfiguration } from '@nx/devkit';
import { createDependencies } from './create-dependencies.js';
import { createNodes } from './create-nodes.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statix-edges-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const lib = (name: string, more = '') => `[package]\nname = "${name}"\nversion = "1.0.0"\n${more}`;

/** The edges as Nx would have them: with names of its own for some projects. */
async function edges(files: Record<string, string>, renamed: Record<string, string> = {}) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    if (!path.endsWith('Cargo.toml') || content.includes('[workspace]')) continue;
    mkdirSync(join(root, dirname(path), 'src'), { recursive: true });
    writeFileSync(join(root, dirname(path), 'src/lib.rs'), '');
  }
  const manifests = Object.keys(files).filter((path) => path.endsWith('Cargo.toml'));
  const [, create] = createNodes;
  const nodes = await create(manifests, undefined, {
    workspaceRoot: root,
    nxJsonConfiguration: {},
  });
  const projects: Record<string, ProjectConfiguration> = {};
  for (const [, { projects: found = {} }] of nodes) {
    for (const [at, { name = at }] of Object.entries(found)) {
      projects[renamed[at] ?? name] = { root: at };
    }
  }
  const context: CreateDependenciesContext = {
    workspaceRoot: root,
    projects,
    externalNodes: {},
    nxJsonConfiguration: {},
    fileMap: { projectFileMap: {}, nonProjectFiles: [] },
    filesToProcess: { projectFileMap: {}, nonProjectFiles: [] },
  };
  const found = await createDependencies(undefined, context);
  // Nx would keep others until the file changes that they are said to come from.
  expect(found.map(({ type }) => type)).toEqual(found.map(() => 'implicit'));
  return found.map(({ source, target }) => `${source} -> ${target}`).sort();
}

test('of all kinds: renamed, inherited, for a target, for builds and tests', async () => {
  expect(
    await edges({
      'Cargo.toml':
        '[workspace]\nmembers = ["*"]\nexclude = [".nx"]\n[workspace.dependencies]\ninherited = { path = "inherited" }\n',
      'app/Cargo.toml': lib(
        'app',
        `[dependencies]
alias = { package = "renamed", path = "../renamed" }
inherited = { workspace = true }
[target.'cfg(unix)'.dependencies]
unix-only = { path = "../unix-only" }
[build-dependencies]
generator = { path = "../generator" }
[dev-dependencies]
fixtures = { path = "../fixtures" }
`,
      ),
      ...Object.fromEntries(
        ['renamed', 'inherited', 'unix-only', 'generator', 'fixtures'].map((name) => [
          `${name}/Cargo.toml`,
          lib(name),
        ]),
      ),
    }),
  ).toEqual([
    'app -> fixtures',
    'app -> generator',
    'app -> inherited',
    'app -> renamed',
    'app -> unix-only',
  ]);
});

test("never to a project that is only called like a registry's crate", async () => {
  expect(
    await edges({
      'app/Cargo.toml': lib('app', '[dependencies]\nserde = "1"\nlog = { version = "0.4" }\n'),
      'serde/Cargo.toml': lib('serde'),
      'log/Cargo.toml': lib('log'),
    }),
  ).toEqual([]);
});

test('to the package at the path, whatever Nx calls it', async () => {
  expect(
    await edges(
      {
        'app/Cargo.toml': lib('app', '[dependencies]\nserde = { path = "../forks/serde" }\n'),
        'forks/serde/Cargo.toml': lib('serde'),
        'serde/Cargo.toml': lib('serde'),
      },
      { 'forks/serde': 'my-serde', app: '@acme/app' },
    ),
  ).toEqual(['@acme/app -> my-serde']);
});

test('through a patch, to those that Cargo.lock says reach it', async () => {
  const lock = `version = 4
[[package]]
name = "app"
version = "1.0.0"
dependencies = ["middle"]
[[package]]
name = "middle"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["log"]
[[package]]
name = "log"
version = "1.0.0"
[[package]]
name = "other"
version = "1.0.0"
`;
  expect(
    await edges({
      'Cargo.toml':
        '[workspace]\nmembers = ["app", "other"]\n[patch.crates-io]\nlog = { path = "forks/log" }\n',
      'Cargo.lock': lock,
      'app/Cargo.toml': lib('app', '[dependencies]\nmiddle = "1"\n'),
      'other/Cargo.toml': lib('other'),
      'forks/log/Cargo.toml': lib('log', '[workspace]\n'),
      'forks/log/src/lib.rs': '',
    }),
  ).toEqual(['app -> log']);
});

test('through `paths` of the configuration', async () => {
  expect(
    await edges({
      '.cargo/config.toml': 'paths = ["forks/log"]\n',
      'app/Cargo.toml': lib('app', '[dependencies]\nlog = "1"\n'),
      'forks/log/Cargo.toml': lib('log'),
    }),
  ).toContain('app -> log');
});

test('two workspaces of one repository', async () => {
  expect(
    await edges({
      'one/Cargo.toml': '[workspace]\nmembers = ["app"]\n',
      'one/app/Cargo.toml': lib('app', '[dependencies]\nshared = { path = "../../two/shared" }\n'),
      'two/Cargo.toml': '[workspace]\nmembers = ["shared"]\n',
      'two/shared/Cargo.toml': lib('shared'),
    }),
  ).toEqual(['app -> shared']);
});
