import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, succeed } from './harness/command';
import { sharedRegistry } from './harness/registry';
import { triple } from './harness/repository';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(15 * 60 * 1000);

const registry = sharedRegistry();
let workspace: Workspace;

beforeAll(async () => {
  workspace = await rustWorkspace('bad-input', registry);
});

afterEach(async () => {
  await workspace.succeed('git', ['checkout', '--quiet', '.']);
  await workspace.succeed('git', ['clean', '--quiet', '-fd']);
  expect(await ours()).toEqual([]);
});

/**
 * Containers that are left on the engine: those with this workspace's volumes, and those without volumes (a
 * proof's) whose process is gone. Other suites run at the same time, on workspaces of their own.
 */
async function ours(): Promise<string[]> {
  const docker = async (...args: string[]) =>
    (await succeed('docker', args, { cwd: '/' })).split('\n').filter((line) => line !== '');
  const label = `label=dev.statix.workspace=${workspace.root}`;
  const volumes = await docker('volume', 'ls', '--quiet', '--filter', label);
  const mounting = volumes.map((volume) =>
    docker('ps', '--all', '--filter', `volume=${volume}`, '--format', '{{.Names}}'),
  );
  const format = '{{.Names}} {{.Label "dev.statix.pid"}} {{.Mounts}}';
  const all = await docker('ps', '--all', '--filter', 'label=dev.statix.run', '--format', format);
  const orphaned = all.filter((line) => {
    const [, pid = '', mounts = ''] = line.split(' ');
    return mounts === '' && !existsSync(`/proc/${pid}`);
  });
  return [...(await Promise.all(mounting)).flat(), ...orphaned];
}

/** The error is there once, the exit code says so, and no binary was half-written. */
async function refused(args: string[], code: string, env: NodeJS.ProcessEnv = {}) {
  const { status, output } = await workspace.nx(args, { env });
  expect(output).toContain(code);
  expect(output.split(code)).toHaveLength(2);
  expect(status).not.toBe(0);
  expect(output).not.toMatch(/^\s+at .*\.js:\d+/m);
  return output;
}

test('no engine', async () => {
  const output = await refused(
    ['run', 'third:build-static', '--skipNxCache'],
    'STATIX_ENGINE_NOT_FOUND',
    {
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
    },
  );
  expect(output).toContain('/nowhere/docker.sock');
});

test('no Cargo.lock', async () => {
  workspace.remove('Cargo.lock');
  const output = await refused(['run', 'third:build-static'], 'STATIX_LOCKFILE_MISSING');
  expect(output).toContain('cargo generate-lockfile');
});

test('a lock that does not fit the manifests', async () => {
  workspace.edit('crates/third/Cargo.toml', (text) => `${text}\n[dependencies]\nitoa = "1"\n`);
  const { status, output } = await workspace.nx(['run', 'third:build-static']);
  expect(output).toMatch(
    /STATIX_LOCKFILE_OUT_OF_DATE {2}Cargo\.lock does not fit the manifests of third/,
  );
  expect(output.split('does not fit the manifests')).toHaveLength(2);
  expect(output).toContain('cargo update --workspace');
  expect(status).not.toBe(0);
});

test('a package that does not exist: the nearest one is offered', async () => {
  const output = await refused(
    ['run', 'third:build-static', '--manifest=crates/thrid/Cargo.toml'],
    'STATIX_PACKAGE_NOT_FOUND',
  );
  expect(output).toContain('crates/third/Cargo.toml');
});

test('an unknown option: the nearest name is offered', async () => {
  const output = await refused(
    ['run', 'third:build-static', '--profil=dev'],
    'STATIX_OPTION_UNKNOWN',
  );
  expect(output).toContain("Did you mean 'profile'");
});

test('fault: a broken manifest among many is named with its line, and costs its own tasks alone', async () => {
  workspace.write({ 'crates/second/Cargo.toml': '[package]\nname = "second"\nversion = \n' });
  const shown = await workspace.nx(['show', 'projects']);
  expect(shown.output).toMatch(/crates\/second\/Cargo\.toml:3/);
  expect(shown.status).toBe(0);
  const { status, output } = await workspace.nx(['run', 'second:build-static']);
  expect(output).toMatch(/crates\/second\/Cargo\.toml:3/);
  expect(status).not.toBe(0);
  await workspace.nxSucceeds(['run', 'third:plan-static']);
});

test('fault: a Cargo.lock with a conflict in it is named with its line, and stops builds, not Nx', async () => {
  workspace.edit('Cargo.lock', (text) => `<<<<<<< HEAD\n${text}`);
  const shown = await workspace.nx(['show', 'projects']);
  expect(shown.output).toMatch(/STATIX_LOCKFILE_INVALID {2}Cargo\.lock:1:1/);
  expect(shown.output.split('STATIX_LOCKFILE_INVALID')).toHaveLength(2);
  expect(shown.status).toBe(0);
  const { status, output } = await workspace.nx(['run', 'third:build-static']);
  expect(output).toMatch(/STATIX_LOCKFILE_INVALID {2}Cargo\.lock:1:1/);
  expect(status).not.toBe(0);
});

test.each([
  ['a text file', 'just text\n', /STATIX_ELF/],
  ['nothing', '', /STATIX_ELF/],
])('%s given to verify', async (_name, content, code) => {
  const folder = join(workspace.root, 'dist/odd');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'odd'), content);
  writeManifest(folder, 'odd', content);
  const { status, output } = await workspace.nx([
    'run',
    'third:verify-static',
    '--binaries=dist/odd',
    '--excludeTaskDependencies',
    '--skipNxCache',
  ]);
  expect(output).toMatch(code);
  expect(status).not.toBe(0);
});

test('a dynamic binary and a truncated one given to verify', async () => {
  const folder = join(workspace.root, 'dist/odd');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await succeed('cp', [process.execPath, join(folder, 'dynamic')], { cwd: '/' });
  const dynamic = await workspace.nx([
    'run',
    'third:verify-static',
    '--binaries=dist/odd',
    '--excludeTaskDependencies',
    '--skipNxCache',
  ]);
  expect(dynamic.status).not.toBe(0);
  expect(dynamic.output).toMatch(/no-interpreter[^]*ld-linux/);

  await succeed('truncate', ['--size=100', join(folder, 'dynamic')], { cwd: '/' });
  const truncated = await workspace.nx([
    'run',
    'third:verify-static',
    '--binaries=dist/odd',
    '--excludeTaskDependencies',
    '--skipNxCache',
  ]);
  expect(truncated.status).not.toBe(0);
  expect(truncated.output).toMatch(/truncated|too short|ends/i);
});

test('no disk space for the output: one error, nothing half-written', async () => {
  if (process.getuid?.() !== 0) {
    console.log('not tested: mounting a small tmpfs needs root');
    return;
  }
  const folder = join(workspace.root, 'dist/static/third');
  mkdirSync(folder, { recursive: true });
  await succeed('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { cwd: '/' });
  try {
    await refused(['run', 'third:build-static', '--skipNxCache'], 'STATIX_DISK_FULL');
    const left = readdirSync(folder, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile())).toEqual([]);
  } finally {
    await succeed('umount', [folder], { cwd: '/' });
  }
});

test('a foreign image with our name is not used, and keeps its name', async () => {
  await workspace.nxSucceeds(['run', 'statix-image:identify']);
  const { reference } = JSON.parse(workspace.read('dist/image/statix-image/image.json')) as {
    reference: string;
  };
  const docker = (...args: string[]) => succeed('docker', args, { cwd: '/' });
  const idOf = async (name: string) =>
    (await docker('image', 'inspect', '--format', '{{.Id}}', name)).trim();
  const ours = await idOf(reference);
  await docker('tag', 'statix-base:trixie', reference);
  try {
    await workspace.nxSucceeds(['run', 'third:build-static', '--skipNxCache']);
    expect(await idOf(reference)).toBe(await idOf('statix-base:trixie'));
  } finally {
    await docker('tag', ours, reference);
    const names = await docker('image', 'inspect', '--format', '{{join .RepoTags "\\n"}}', ours);
    for (const name of names.trim().split('\n')) {
      if (/-[0-9a-f]{8}:/.test(name)) await docker('image', 'rm', name);
    }
  }
});

test('an interrupted build ends, and leaves no container and no output', async () => {
  workspace.write({
    'crates/third/build.rs': `fn main() {
    println!("cargo:warning=sleeping");
    eprintln!("asleep");
    std::thread::sleep(std::time::Duration::from_secs(600));
}
`,
  });
  workspace.remove(`dist/static/third`);
  let asked = false;
  const { status } = await workspace.nx(['run', 'third:build-static', '--skipNxCache'], {
    watch: (output, kill) => {
      if (asked || !output.includes('Compiling third')) return;
      asked = true;
      kill('SIGINT');
    },
  });
  expect(asked).toBe(true);
  expect(status).not.toBe(0);
  expect(
    await command('ls', [`dist/static/third/${triple}/release`], { cwd: workspace.root }),
  ).toMatchObject({
    status: 2,
  });
});

function writeManifest(folder: string, name: string, content: string): void {
  const { createHash } = jest.requireActual<typeof import('node:crypto')>('node:crypto');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const none = 'a'.repeat(64);
  writeFileSync(
    join(folder, `${name}.build.json`),
    JSON.stringify({
      schemaVersion: 1,
      kind: 'statix.build-manifest',
      binary: { name, sha256, size: Math.max(content.length, 1) },
      package: { name, version: '0.1.0' },
      triple,
      profile: 'release',
      features: { selected: [], default: true, all: false },
      sources: { digest: none, files: 1 },
      lockfile: { sha256: none },
      image: { identity: none, reference: 'x' },
      allocator: 'musl',
      toolchain: { rustc: '1', cargo: '1', llvm: '1' },
      cargoArguments: [],
      environment: {},
    }),
  );
}
