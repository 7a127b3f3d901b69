import { sharedRegistry } from './harness/registry';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(20 * 60 * 1000);

const registry = sharedRegistry();
let workspace: Workspace;

beforeAll(async () => {
  workspace = await rustWorkspace('explicit-targets', registry);
});

interface Target {
  options?: Record<string, unknown>;
  inputs?: unknown[];
}

const status = () => workspace.succeed('git', ['status', '--porcelain']);
const targetsOf = async (project: string) => {
  const shown = await workspace.nxSucceeds(['show', 'project', project, '--json']);
  return (JSON.parse(shown.slice(shown.indexOf('{'))) as { targets: Record<string, Target> })
    .targets;
};
const written = (project: string) =>
  (
    JSON.parse(workspace.read(`crates/${project}/project.json`)) as {
      targets: Record<string, Target>;
    }
  ).targets;

test('options go into Cargo.toml, and the inferred targets have them', async () => {
  await workspace.nxSucceeds([
    'g',
    '@statix/nx:add',
    'second',
    '--args=--now,twice',
    '--expectedStdout=^second: hello you$',
    '--allocator=mimalloc',
  ]);
  expect(await status()).toBe(' M crates/second/Cargo.toml\n');
  expect(await targetsOf('second')).toMatchObject({
    'build-static': { options: { allocator: 'mimalloc' } },
    'verify-static': {
      options: { args: ['--now', 'twice'], expectedStdout: '^second: hello you$' },
    },
  });
  await workspace.commit('second');
});

test('a dry run says what it would write, and writes nothing', async () => {
  const output = await workspace.nxSucceeds([
    'g',
    '@statix/nx:add',
    'third',
    '--explicit',
    '--dryRun',
  ]);
  expect(output).toContain('CREATE crates/third/project.json');
  expect(await status()).toBe('');
});

test('explicit targets are the inferred ones, digests included; they build and are proven', async () => {
  const inferred = await targetsOf('third');
  await workspace.nxSucceeds(['g', '@statix/nx:add', 'third', '--explicit']);
  const explicit = written('third');
  expect(Object.keys(explicit)).toEqual(
    Object.keys(inferred).filter((name) => name !== 'nx-release-publish'),
  );
  for (const name of ['build-static', 'verify-static']) {
    // With every default written out.
    expect(explicit[name]!.options).toMatchObject(inferred[name]!.options!);
    expect(explicit[name]!.inputs).toEqual(inferred[name]!.inputs);
  }
  expect(workspace.read('crates/third/Cargo.toml')).toContain('enabled = false');
  await workspace.nxSucceeds(['sync:check']);
  await workspace.commit('explicit');
  const output = await workspace.nxSucceeds(['run', 'third:static']);
  expect(output).toMatch(/release\/third {2}\d+ kB {2}static-pie {2}profile release {2}sha256 /);
  expect(output).toMatch(/PASS third /);
});

test('a second run changes nothing', async () => {
  await workspace.nxSucceeds(['g', '@statix/nx:add', 'third', '--explicit']);
  await workspace.nxSucceeds(['g', '@statix/nx:init']);
  await workspace.nxSucceeds(['sync']);
  expect(await status()).toBe('');
});

test('another image: nx sync:check fails, nx sync writes the digest that the inference has', async () => {
  workspace.edit('images/statix/statix-image.json', (text) =>
    text.replace('statix-base:trixie', 'debian:trixie-slim'),
  );
  const before = written('third')['build-static']!.options!;
  const check = await workspace.nx(['sync:check']);
  expect(check.status).not.toBe(0);
  expect(check.output).toContain('third (crates/third/project.json)');
  await workspace.nxSucceeds(['sync']);
  const after = written('third')['build-static']!.options!;
  expect(after['digest']).toBe((await targetsOf('second'))['build-static']!.options!['digest']);
  expect({ ...after, digest: before['digest'] }).toEqual(before);
  await workspace.nxSucceeds(['sync:check']);
  await workspace.reset();
});

test('a crate that comes to the lock: the part of it that the build sees', async () => {
  workspace.edit('crates/third/Cargo.toml', (text) =>
    text.replace(
      'edition = "2021"\n',
      'edition = "2021"\n\n[dependencies]\nshared = { path = "../shared" }\n',
    ),
  );
  workspace.edit('Cargo.lock', (text) =>
    text.replace(
      'name = "third"\nversion = "0.1.0"\n',
      'name = "third"\nversion = "0.1.0"\ndependencies = [\n "shared",\n]\n',
    ),
  );
  expect((await workspace.nx(['sync:check'])).status).not.toBe(0);
  await workspace.nxSucceeds(['sync']);
  expect(JSON.stringify(written('third')['build-static']!.inputs)).toContain('crates/shared/');
  const output = await workspace.nxSucceeds(['run', 'third:build-static']);
  expect(output).toMatch(/static-pie/);
  await workspace.reset();
});

test('an unknown project is refused with the nearest name, and nothing is written', async () => {
  const { status: code, output } = await workspace.nx(['g', '@statix/nx:add', 'thrid']);
  expect(code).not.toBe(0);
  expect(output).toContain("Did you mean 'third'?");
  expect(await status()).toBe('');
});
