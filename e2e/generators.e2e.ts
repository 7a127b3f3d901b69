import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { command } from './harness/command';
import { sharedRegistry } from './harness/registry';
import { rustWorkspace } from './harness/rust-workspace';
import { Workspace } from './harness/workspace';
import { isPart } from './harness/part';

jest.setTimeout(20 * 60 * 1000);

const nxVersion = process.env['STATIX_E2E_NX'] ?? '23.2.1';

const registry = sharedRegistry();
let workspace: Workspace;

beforeAll(async () => {
  workspace = await rustWorkspace('generators', registry);
  // What is made in apps stands alone, with a lock of its own.
  workspace.edit('Cargo.toml', (text) => `${text}exclude = ["apps"]\n`);
  await workspace.commit('apps');
});

/** Puts a command on a machine of another identity, as far as programs ask /etc. */
function anotherMachine(folder: string): string[] {
  const id = join(folder, '.nx/another-machine-id');
  writeFileSync(id, `${randomBytes(16).toString('hex')}\n`);
  const script = [
    'for file in /etc/machine-id /var/lib/dbus/machine-id; do',
    '  if [ -e "$file" ]; then mount --bind "$0" "$file"; fi',
    'done',
    'exec "$@"',
  ].join('\n');
  return ['unshare', '--map-root-user', '--mount', 'bash', '-ec', script, id];
}

const status = () => workspace.succeed('git', ['status', '--porcelain']);

test('fault: nx add where there is no nx.json writes one, and ends with the next command', async () => {
  // Not within this repository, whose nx.json Nx would find.
  const folder = mkdtempSync(join(tmpdir(), 'statix-without-nx-json-'));
  const bare = await Workspace.create(folder, registry, nxVersion);
  bare.remove('nx.json');
  await bare.commit('no nx.json');
  const output = await bare.nxSucceeds(['add', '@statix/nx']);
  expect(output).toMatch(/Next, begin a program:\n {2}npx nx g @statix\/nx:new my-app\n/);
  expect(JSON.parse(bare.read('nx.json'))).toMatchObject({ plugins: ['@statix/nx'] });
  const { dependencies, devDependencies } = JSON.parse(bare.read('package.json')) as {
    dependencies?: object;
    devDependencies: Record<string, string>;
  };
  expect(dependencies).toBeUndefined();
  const ours = Object.entries(devDependencies).filter(([name]) => name.startsWith('@statix/'));
  expect(new Set(ours.map(([, version]) => version)).size).toBe(1);
  expect(ours[0]![1]).toMatch(/^\d/);
  expect(bare.read('.gitignore')).toBe('node_modules\n.nx\n/dist\n/target\n');
  expect((await bare.nxSucceeds(['show', 'projects'])).split('\n')).toContain('statix-image');
  rmSync(folder, { recursive: true });
});

describe('help', () => {
  test.each([
    ['g', '@statix/nx:new', 'A Rust program that is ready to be built as one static file'],
    ['run', 'first:build-static', 'Builds a Rust package as a fully static musl binary'],
    ['run', 'first:static', 'All steps of a project'],
    ['run', 'statix-image:image', 'Makes the image exist on the engine'],
  ])('fault: nx %s %s --help says what it does', async (command, name, says) => {
    const output = (await workspace.nxSucceeds([command, name, '--help'])).replaceAll(/\s+/g, ' ');
    expect(output).toContain(says);
    expect(output).not.toContain('undefined');
  });
});

describe('new', () => {
  const templates: [string, string[], RegExp][] = [
    ['sqlite', ['one', 'two'], /^SQLite 3\.[\d.]+\none\ntwo$/],
    ['plain', [], /^Hello, world!$/],
    ['tls', [], /^trusts \d+ certificate authorities/],
    ['postgres', [], /^libpq 17\d{4}; set DATABASE_URL to use it$/],
  ];
  test.each(isPart ? templates.slice(0, 2) : templates)(
    '%s: builds, is proven, and does what it says',
    async (template, args, says) => {
      const name = `my-${template}`;
      const made = await workspace.nxSucceeds([
        'g',
        '@statix/nx:new',
        name,
        `--template=${template}`,
      ]);
      expect(made).toMatch(new RegExp(`Next, build .*:\\n {2}npx nx run ${name}:static\\n`));
      await workspace.succeed('cargo', [
        'fmt',
        '--check',
        '--manifest-path',
        `apps/${name}/Cargo.toml`,
      ]);
      const output = await workspace.nxSucceeds(['run', `${name}:static`]);
      expect(output).toMatch(new RegExp(`PASS ${name} .*static-pie`));
      const { output: said } = await command(workspace.binary(name), args, { cwd: workspace.root });
      expect(said.trim()).toMatch(says);
      await workspace.commit(name);
    },
  );

  test('a member of the Cargo workspace builds once its lock has it', async () => {
    await workspace.nxSucceeds([
      'g',
      '@statix/nx:new',
      'my-member',
      '--directory=crates/my-member',
      '--skipLockfile',
    ]);
    workspace.edit('Cargo.lock', (text) =>
      text.replace(
        '[[package]]\nname = "second"',
        '[[package]]\nname = "my-member"\nversion = "0.1.0"\n\n[[package]]\nname = "second"',
      ),
    );
    await workspace.nxSucceeds(['run', 'my-member:build-static']);
    await workspace.commit('member');
  });

  test('a second run changes nothing', async () => {
    await workspace.nxSucceeds(['g', '@statix/nx:new', 'my-plain', '--template=plain']);
    expect(await status()).toBe('');
  });
});

describe('ci', () => {
  interface Job {
    env?: Record<string, string>;
    steps: { run?: string; uses?: string; with?: { path?: string } }[];
  }

  function jobOf(name: 'affected' | 'release'): Job {
    const { jobs } = parse(workspace.read('.github/workflows/statix.yml')) as {
      jobs: Record<string, Job>;
    };
    return jobs[name]!;
  }

  /** What the emitted job runs after the install, in the shell that GitHub runs it in. */
  async function runJob(
    name: 'affected' | 'release',
    env: NodeJS.ProcessEnv,
    { root }: Workspace = workspace,
    machine: readonly string[] = [],
  ): Promise<string> {
    const job = jobOf(name);
    const lines = job.steps.flatMap(({ run }) => run ?? []).filter((run) => run !== 'npm ci');
    const own = Object.entries(job.env ?? {}).map(([key, value]) => [
      key,
      value
        .replaceAll('${{ github.workspace }}', root)
        .replaceAll(/\$\{\{ github\.\w+ \}\}/g, 'some-value'),
    ]);
    const outputs: string[] = [];
    for (const line of lines) {
      const shell = ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', line];
      const [program = '', ...args] = [...machine, ...shell];
      const done = await command(program, args, {
        cwd: root,
        env: {
          ...registry.env,
          NX_DAEMON: 'false',
          NX_NO_CLOUD: 'true',
          CI: 'true',
          GITHUB_OUTPUT: '/dev/null',
          ...Object.fromEntries(own),
          ...env,
        },
      });
      expect(done).toMatchObject({ status: 0 });
      outputs.push(done.output);
    }
    return outputs.join('');
  }

  const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

  test('the emitted job for changes builds what a change affects, and nothing else', async () => {
    await workspace.nxSucceeds(['g', '@statix/nx:ci', 'github']);
    await workspace.commit('ci');
    workspace.edit('apps/my-plain/src/main.rs', (text) => text.replaceAll('Hello', 'Good day'));
    workspace.edit('apps/my-plain/Cargo.toml', (text) => text.replace('Hello', 'Good day'));
    await workspace.commit('an edit');
    const output = await runJob('affected', { NX_BASE: 'HEAD~1', NX_HEAD: 'HEAD' });
    expect(output).toMatch(/PASS my-plain /);
    expect(output).not.toMatch(/PASS my-sqlite /);
    const packed = await workspace.succeed('tar', ['-tvzf', 'dist/static-binaries.tar.gz']);
    expect(packed).toMatch(/^-rwxr-xr-x .*dist\/static\/my-plain\/.*\/release\/my-plain$/m);
  });

  test('compared with git’s empty tree, as without a green run, everything is affected', async () => {
    const listed = async (...args: string[]) =>
      (await workspace.nxSucceeds(['show', 'projects', ...args])).split('\n').sort();
    const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
    const affected = await listed('--affected', `--base=${emptyTree}`, '--head=HEAD');
    expect(affected).toEqual(await listed());
  });

  test('the next machine finds all of it in the folders that the provider carries', async () => {
    const next = await workspace.clone(`${workspace.root}-next`, registry);
    const carried = jobOf('affected').steps.find(({ uses }) => uses?.startsWith('actions/cache@'));
    for (const folder of carried!.with!.path!.trim().split('\n')) {
      cpSync(join(workspace.root, folder), join(next.root, folder), { recursive: true });
    }
    const output = await runJob(
      'affected',
      { NX_BASE: 'HEAD~1', NX_HEAD: 'HEAD', DOCKER_HOST: 'unix:///nowhere/docker.sock' },
      next,
      anotherMachine(next.root),
    );
    expect(output).not.toContain('Unrecognized Cache Artifacts');
    expect(output).toMatch(/instead of running the command for 6 out of 6 tasks/);
    expect(output).toMatch(/PASS my-plain /);
    expect(sha256(next.binary('my-plain'))).toBe(sha256(workspace.binary('my-plain')));
  });

  test('the emitted job for releases is not taken in by a poisoned cache', async () => {
    const binary = workspace.binary('my-plain');
    const honest = sha256(binary);
    const cached = readdirSync(join(workspace.root, '.nx/cache'), { recursive: true })
      .map(String)
      .filter((path) => path.endsWith('/release/my-plain'));
    expect(cached.length).toBeGreaterThan(0);
    for (const path of cached) {
      writeFileSync(join(workspace.root, '.nx/cache', path), '#!/bin/sh\necho poisoned\n');
    }
    rmSync(join(workspace.root, 'dist'), { recursive: true });
    // Where the job for changes has its cache: an Nx that shares one in ~/.nx would not be poisoned here.
    const env = { NX_CACHE_DIRECTORY: '.nx/cache' };
    await workspace.nxSucceeds(['run', 'my-plain:build-static'], { env });
    expect(sha256(binary)).not.toBe(honest);

    // Of this one project, as its release would: the others take their time.
    await workspace.succeed('git', [
      'rm',
      '-rq',
      '--ignore-unmatch',
      'apps/my-tls',
      'apps/my-postgres',
      'apps/my-sqlite',
    ]);
    await runJob('release', { STATIX_TRUST_SCOPE: `release-${process.pid}` });
    expect(sha256(binary)).toBe(honest);
    expect(workspace.read('SHA256SUMS')).toContain(`${honest}  my-plain`);
  });

  test('a second run changes nothing', async () => {
    await workspace.succeed('git', ['reset', '--hard', '--quiet']);
    await workspace.succeed('git', ['clean', '-fdq']);
    await workspace.nxSucceeds(['g', '@statix/nx:ci', 'github']);
    expect(await status()).toBe('');
  });
});
