import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { command, succeed } from './harness/command';
import { sharedRegistry } from './harness/registry';
import { repositoryRoot, scratchRoot } from './harness/repository';

jest.setTimeout(10 * 60 * 1000);

const root = join(scratchRoot, 'verify-command');
const folder = join(root, 'empty');
const home = join(root, 'home');
const registry = sharedRegistry();
const fixtures = join(repositoryRoot, 'packages/elf/fixtures');

/** As on a machine of somebody who has Node and no Nx. */
const env = (): NodeJS.ProcessEnv => ({
  ...registry.env,
  HOME: home,
  PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
});
const verify = (...args: string[]) =>
  command('npx', ['--yes', '@statix/verify', ...args], { cwd: folder, env: env() });

beforeAll(async () => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(folder, 'release/bin'), { recursive: true });
  mkdirSync(home);
  copyFileSync(join(fixtures, 'static-pie'), join(folder, 'release/bin/app'));
  copyFileSync(join(fixtures, 'dynamic-glibc'), join(folder, 'release/bin/tool'));
  writeFileSync(join(folder, 'release/README'), 'text');
  await succeed('tar', ['-czf', 'both.tar.gz', 'release'], { cwd: folder });
  await succeed('tar', ['-czf', 'good.tar.gz', 'release/bin/app'], { cwd: folder });
  await succeed('npm', ['init', '--yes'], { cwd: folder, env: env() });
  await succeed('npm', ['install', '--ignore-scripts', '@statix/verify'], {
    cwd: folder,
    env: env(),
  });
});

test('it is installed without Nx', () => {
  expect(existsSync(join(folder, 'node_modules/nx'))).toBe(false);
  expect(existsSync(join(folder, 'node_modules/@nx'))).toBe(false);
});

test('a program that passes: exit code 0, and that it was not run is said', async () => {
  const { status, output } = await verify('release/bin/app');
  expect({ status, output }).toMatchObject({ status: 0 });
  expect(output.trimEnd().split('\n').slice(-2)).toEqual([
    '  not run: --run runs it, alone in an empty container',
    'PASS release/bin/app  static-pie, 13 kB, not run',
  ]);
});

test('without an engine it works as well', async () => {
  const { status, output } = await command('npx', ['@statix/verify', 'release/bin/app'], {
    cwd: folder,
    env: { ...env(), DOCKER_HOST: `unix://${root}/none.sock` },
  });
  expect({ status, output }).toMatchObject({ status: 0 });
});

test('an archive with a program that fails: exit code 1', async () => {
  const { status, output } = await verify('both.tar.gz');
  expect({ status, output }).toMatchObject({ status: 1 });
  expect(output).toContain('\nPASS both.tar.gz!release/bin/app  static-pie, 13 kB, not run\n');
  expect(output).toMatch(/\nFAIL both\.tar\.gz!release\/bin\/tool {2}dynamic, .*no-interpreter/);
});

test('with --run each program of an archive is run', async () => {
  const { status, output } = await verify(
    'good.tar.gz',
    '--run',
    '--expect-exit-code=0',
    '--expect-stdout=^hello from scratch$',
  );
  expect({ status, output }).toMatchObject({ status: 0 });
  expect(output).toContain(
    'PASS good.tar.gz!release/bin/app  static-pie, 13 kB, runs from scratch\n',
  );
});

test('--json prints one document', async () => {
  const { status, output } = await verify('good.tar.gz', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(output)).toMatchObject({
    kind: 'statix.verification',
    verdict: 'pass',
    reports: [{ archive: { name: 'good.tar.gz' }, verdict: 'pass', run: 'never' }],
  });
});

test.each([
  ['a text', ['release/README'], 3, 'STATIX_ELF_NOT_ELF'],
  ['no file', ['none'], 3, 'STATIX_INPUT_UNREADABLE'],
  ['a folder', ['release'], 3, 'STATIX_INPUT_UNREADABLE'],
  ['a flag that is not known', ['release/bin/app', '--runn'], 2, 'Did you mean --run?'],
])('%s: exit code by what is wrong', async (_what, args, code, said) => {
  const { status, output } = await verify(...args);
  expect({ status, output }).toMatchObject({ status: code });
  expect(output).toContain(said);
});

test('nothing is left in the folder', () => {
  expect(readdirSync(folder).sort()).toEqual([
    'both.tar.gz',
    'good.tar.gz',
    'node_modules',
    'package-lock.json',
    'package.json',
    'release',
  ]);
});
