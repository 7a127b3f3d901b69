import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { sharedRegistry } from './harness/registry';
import { repositoryRoot } from './harness/repository';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(15 * 60 * 1000);

const registry = sharedRegistry();
let workspace: Workspace;

const manifest = 'apps/queue/Cargo.toml';
const doctor = (...args: string[]) =>
  workspace.nx(['generate', '@statix/nx:doctor', '--no-interactive', ...args]);

beforeAll(async () => {
  workspace = await rustWorkspace('doctor', registry);
  // A package below a workspace that does not list it would be none that cargo builds.
  workspace.edit('Cargo.toml', (text) => `${text}exclude = ["apps"]\n`);
  // rdkafka without `cmake-build`, with the lock that cargo made for it.
  const fixtures = join(repositoryRoot, 'packages/advice/src/native-crates/fixtures');
  mkdirSync(join(workspace.root, 'apps/queue'), { recursive: true });
  copyFileSync(join(fixtures, 'rdkafka.manifest.toml'), join(workspace.root, manifest));
  copyFileSync(join(fixtures, 'rdkafka.lock.toml'), join(workspace.root, 'apps/queue/Cargo.lock'));
  workspace.write({ 'apps/queue/src/main.rs': 'fn main() {}\n' });
  await workspace.commit('queue');
});

afterEach(async () => {
  await workspace.succeed('git', ['checkout', '--quiet', '.']);
});

test('errors: said once, exit code 1, no stack trace, nothing written', async () => {
  const { status, output } = await doctor('rdkafka', '--environment=false');
  expect(status).toBe(1);
  expect(output.split('rdkafka-without-cmake')).toHaveLength(2);
  expect(output).not.toMatch(/^\s+at .*\.js:\d+/m);
  expect(await workspace.succeed('git', ['status', '--porcelain'])).toBe('');
});

test('--json --quiet: one document and nothing else, and the exit code', async () => {
  const { status, output } = await doctor('rdkafka', '--environment=false', '--json', '--quiet');
  expect(status).toBe(1);
  expect(documentIn(output)).toMatchObject({
    kind: 'statix.doctor-report',
    summary: { errors: 1, fixed: 0 },
  });
});

test('--fix --dry-run shows the diff and writes nothing; --fix writes it', async () => {
  const before = workspace.read(manifest);
  const dry = await doctor('rdkafka', '--environment=false', '--fix', '--dry-run');
  expect(dry.output).toContain('"ssl", "cmake-build"');
  expect(workspace.read(manifest)).toBe(before);

  const { status } = await doctor('rdkafka', '--environment=false', '--fix');
  expect(status).toBe(0);
  expect(workspace.read(manifest)).toBe(before.replace('"ssl"', '"ssl", "cmake-build"'));
});

test('no engine: an error of the machine; the project is looked at all the same', async () => {
  const { status, output } = await workspace.nx(
    ['generate', '@statix/nx:doctor', 'rdkafka', '--no-interactive'],
    { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } },
  );
  expect(status).toBe(1);
  expect(output).toContain('engine-unreachable');
  expect(output).toContain('rdkafka-without-cmake');
});

test('the programs of the workspace build, so nothing is said to fail', async () => {
  const { output } = await doctor('first', '--environment=false', '--json', '--quiet');
  expect(documentIn(output)).toMatchObject({ summary: { errors: 0 } });
});

test('the report with this machine in it is what the published JSON Schema says', async () => {
  const { output } = await doctor('--json', '--quiet');
  const schema: unknown = JSON.parse(
    workspace.read('node_modules/@statix/contract/schemas/doctor-report.schema.json'),
  );
  const ajv = new Ajv2020({ strict: true });
  if (typeof schema !== 'object' || schema === null) throw new Error('not a JSON Schema');
  const valid = ajv.validate(schema, documentIn(output));
  expect(ajv.errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

/** npm may warn before it starts Nx, on standard error. */
function documentIn(output: string): unknown {
  return JSON.parse(output.slice(output.indexOf('{\n')));
}
