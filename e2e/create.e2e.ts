import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { command, succeed, type Finished } from './harness/command';
import { dieselCrateSays, writeDieselCrate } from './harness/diesel-crate';
import { sharedRegistry } from './harness/registry';
import { scratchRoot, triple } from './harness/repository';
import { isPart } from './harness/part';

jest.setTimeout(30 * 60 * 1000);

const root = join(scratchRoot, 'create');
const folder = join(root, 'app');
const home = join(root, 'home');
const nx = process.env['STATIX_E2E_NX'] ?? '24';

const registry = sharedRegistry();

/** As on a machine with Node and an engine and nothing else: no cargo, no settings, no caches. */
const env = (): NodeJS.ProcessEnv => ({
  ...registry.env,
  HOME: home,
  PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
  NX_DAEMON: 'false',
  // The images that this user has made stay theirs.
  STATIX_STATE_DIR: process.env['STATIX_STATE_DIR'] ?? join(homedir(), '.local/state/statix'),
});
const run = (program: string, args: string[]): Promise<Finished> =>
  command(program, args, { cwd: folder, env: env() });
const create = () => run('npm', ['create', '--yes', '@statix@latest', '--', `--nx=${nx}`]);
const git = (...args: string[]) =>
  succeed('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@localhost', ...args], {
    cwd: folder,
  });

beforeAll(async () => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  await writeDieselCrate(folder);
  await git('init', '--quiet', '--initial-branch=main');
});

test('one command sets it up, without a package.json', async () => {
  const { status, output } = await create();
  expect({ status, output }).toMatchObject({ status: 0 });
  expect(output).toContain('./nx run-many -t static');
  expect((await run('ls', ['package.json'])).status).not.toBe(0);
  const nxJson = JSON.parse(readFileSync(join(folder, 'nx.json'), 'utf8')) as {
    installation: { version: string };
  };
  expect(nxJson.installation.version.startsWith(nx)).toBe(true);
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toMatch(/^\/dist\n\/target$/m);
  const definition = join(folder, 'images/statix/statix-image.json');
  // No image registry is asked by the tests.
  writeFileSync(
    definition,
    readFileSync(definition, 'utf8').replace('debian:trixie-slim', 'statix-base:trixie'),
  );
});

// It builds OpenSSL and Diesel.
const testWhole: (title: string, run: () => Promise<void>) => void = isPart
  ? () => undefined
  : test;

testWhole('./nx run app:build-static: its last line is path, size and verdict', async () => {
  const { status, output } = await run('./nx', ['run', 'app:build-static']);
  expect({ status, output }).toMatchObject({ status: 0 });
  // Below it stands only what Nx says of its own run.
  const [lines = ''] = output.split(/^ NX {3}Successfully ran/m);
  expect(lines.trim().split('\n').at(-1)).toMatch(
    new RegExp(
      `dist/static/app/${triple}/release/app {2}[\\d.]+ MB {2}static-pie {2}profile release {2}sha256 [0-9a-f]{16}…$`,
    ),
  );
  const said = await run(join(folder, 'dist/static/app', triple, 'release/app'), []);
  expect(said).toMatchObject({
    status: 0,
    output: expect.stringMatching(dieselCrateSays),
  });
});

testWhole('it is proven by ./nx run app:verify-static', async () => {
  const { output } = await run('./nx', ['run', 'app:verify-static']);
  expect(output).toMatch(/PASS app {2}static-pie, [\d.]+ MB, runs from scratch/);
});

testWhole(
  'fault: the pipeline of ci runs in a fresh clone, which has no package.json',
  async () => {
    await run('./nx', ['generate', '@statix/nx:ci', 'github']);
    await git('add', '--all');
    // As from a file system without exec bits.
    await git('update-index', '--chmod=-x', 'nx');
    await git('commit', '--quiet', '-m', 'ci');
    const clone = join(root, 'clone');
    await succeed('git', ['clone', '--quiet', folder, clone], { cwd: root });
    const { jobs } = parse(readFileSync(join(clone, '.github/workflows/statix.yml'), 'utf8')) as {
      jobs: Record<string, { steps: { run?: string }[] }>;
    };
    for (const { run: lines } of jobs['affected']!.steps) {
      if (lines === undefined) continue;
      const { status, output } = await command('bash', ['-eo', 'pipefail', '-c', lines], {
        cwd: clone,
        env: {
          ...env(),
          NX_BASE: 'HEAD',
          NX_HEAD: 'HEAD',
          NX_CACHE_DIRECTORY: '.nx/cache',
          CI: 'true',
        },
      });
      expect({ status, output }).toMatchObject({ status: 0 });
    }
    await git('update-index', '--chmod=+x', 'nx');
    await git('commit', '--quiet', '-m', 'nx');
  },
);

test('a second run changes nothing', async () => {
  await git('add', '--all');
  await git('commit', '--quiet', '--allow-empty', '-m', 'static');
  expect(await create()).toMatchObject({ status: 0 });
  expect(await git('status', '--porcelain')).toBe('');
});

test('a folder with a package.json is left alone, and told the way', async () => {
  writeFileSync(join(folder, 'package.json'), '{}');
  const { status, output } = await create();
  expect(status).not.toBe(0);
  expect(output).toContain('STATIX_PACKAGE_JSON_PRESENT');
  expect(output).toContain('npx nx add @statix/nx');
  rmSync(join(folder, 'package.json'));
});
