import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { parseOptions } from '@statix/contract';
import { tarOf } from '../../testing/make-archive.js';
import { TestWorkspace } from '../../testing/workspace.js';
import { performPaths } from './perform-paths.js';
import { planVerification } from './plan.js';
import { verifySchema } from './schema.js';

const fixtures = join(__dirname, '../../../../elf/fixtures');
const fixture = (name: string) => readFileSync(join(fixtures, name));

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
  mkdirSync(join(workspace.root, 'vendor'));
});
afterEach(() => {
  workspace.remove();
});

async function verify(...paths: string[]) {
  const options = parseOptions(verifySchema, { paths, run: 'never' }, 'verify');
  let printed = '';
  const error: unknown = await performPaths(
    planVerification(options, { root: workspace.root, project: 'app' }),
    {
      runProgram: () => Promise.reject(new Error('nothing is run')),
      machineFacts: () => Promise.resolve({ host: {}, engine: null }),
      print: (text) => (printed += text),
      verbose: false,
      colour: false,
      signal: new AbortController().signal,
    },
  ).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, printed };
}

async function addArchive(name: string, programs: Record<string, string>) {
  const members = Object.entries(programs).map(([member, from]) => ({
    name: member,
    content: fixture(from),
  }));
  writeFileSync(join(workspace.root, name), await tarOf(members));
}

test('several files are verified, and sums of those that passed are written', async () => {
  await addArchive('vendor/good.tar', { 'bin/app': 'static-pie' });
  await addArchive('vendor/bad.tar', { 'bin/app': 'static-pie', 'bin/ls': 'dynamic-musl' });
  writeFileSync(join(workspace.root, 'vendor/app'), fixture('static-pie'));
  const { error, printed } = await verify(
    'vendor/good.tar',
    'vendor/bad.tar',
    'vendor/app',
    'none',
  );
  expect(error).toMatchObject({ code: 'STATIX_INPUT_UNREADABLE' });
  expect(printed.trimEnd().split('\n').slice(-5)).toEqual([
    'PASS vendor/good.tar!bin/app  static-pie, 13 kB, not run',
    'PASS vendor/bad.tar!bin/app  static-pie, 13 kB, not run',
    'PASS vendor/app  static-pie, 13 kB, not run',
    'NONE none  no verdict: STATIX_INPUT_UNREADABLE',
    expect.stringMatching(/^FAIL vendor\/bad\.tar!bin\/ls /),
  ]);
  const input = workspace.readOutput('SHA256SUMS');
  const { stdout } = execaSync('sha256sum', ['-c', '--strict', '-'], {
    cwd: workspace.root,
    input,
  });
  expect(stdout).toBe('vendor/good.tar: OK\nvendor/app: OK');
  const report = JSON.parse(workspace.readOutput('vendor/bad.tar/bin/ls.verify.json')) as object;
  expect(report).toMatchObject({ verdict: 'fail', archive: { name: 'vendor/bad.tar' } });
});

test('a failure is one of the program, and not of a build', async () => {
  await addArchive('vendor/bad.tar', { ls: 'dynamic-musl' });
  const { error } = await verify('vendor/bad.tar');
  expect(error).toMatchObject({
    code: 'STATIX_VERIFY_FAILED',
    what: '1 of 1 programs that app names did not pass verification',
  });
  // No evidence stays of what is not verified any more.
  await addArchive('vendor/good.tar', { app: 'static-pie' });
  expect((await verify('vendor/good.tar')).error).toBeUndefined();
  expect(() => workspace.readOutput('vendor/bad.tar/ls.verify.json')).toThrow('ENOENT');
});
