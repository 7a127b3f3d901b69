import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isStatixError, StatixError } from '@statix/contract';
import { loadPlan } from '../executors/build/load-plan.js';
import { buildSchema } from '../executors/build/schema.js';
import { removeReport, reportFolder } from './report-folder.js';
import { withReport, type FailedTask } from './write-report.js';

let root: string;
const before = process.env['STATIX_STATE_DIR'];

beforeEach(() => {
  process.env['NX_DAEMON'] = 'false';
  root = realpathSync(mkdtempSync(join(tmpdir(), 'statix-report-')));
  process.env['STATIX_STATE_DIR'] = join(root, 'state');
  write({
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
    'Cargo.lock':
      'version = 4\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["cc"]\n[[package]]\nname = "cc"\nversion = "1.2.3"\nsource = "registry+https://ann:planted-source@corp.example/index"\n',
    'crates/app/Cargo.toml':
      '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[build-dependencies]\ncc = { version = "1", registry = "corp" }\n',
    'crates/app/src/main.rs': 'fn main() {}\n',
  });
});
afterEach(() => {
  if (before === undefined) delete process.env['STATIX_STATE_DIR'];
  else process.env['STATIX_STATE_DIR'] = before;
  delete process.env['PLANTED_TOKEN'];
  rmSync(root, { recursive: true });
});

function write(contents: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

async function failedTask(log: string): Promise<FailedTask & { reported: string[] }> {
  const options = buildSchema.parse({
    manifest: 'crates/app/Cargo.toml',
    environment: { LICENCE: 'planted-option' },
  });
  const plan = await loadPlan(options, { workspaceRoot: root, projectName: 'app' });
  write({ 'build.log': log });
  const reported: string[] = [];
  return {
    ...{ workspaceRoot: root, projectName: 'app', purpose: 'build', plan, reported },
    ...{ identity: undefined, contract: undefined },
    trace: {
      logs: [join(root, 'build.log')],
      hidden: new Set(['planted-credential', 'planted"quoted']),
    },
    report: (line) => reported.push(line),
  };
}

const failure = new StatixError({
  code: 'STATIX_BUILD_FAILED',
  what: 'It failed',
  why: `log line 2: planted-credential planted"quoted ${'x'.repeat(930)}planted-credential ${'and so on '.repeat(1000)}`,
  remedies: ['Mend it.'],
});

function remediesOf(error: unknown): readonly { text: string; snippet?: string }[] {
  if (!isStatixError(error)) throw new Error('not ours');
  return error.remedies;
}

test('fault: no planted secret is in any file of a report, and the error says where it lies', async () => {
  process.env['PLANTED_TOKEN'] = 'planted-in-environment';
  const log = [
    '   Compiling cc v1.2.3',
    'LICENCE=planted-option',
    'the index said planted-credential',
    `as base64 ${Buffer.from('planted-credential').toString('base64')}`,
    'planted-in-environment',
    'https://ann:planted-password@corp.example/x.git',
    'authorization: Bearer planted-bearer-1234',
    '-----BEGIN PRIVATE KEY-----\nplantedkey\n-----END PRIVATE KEY-----',
    'error: could not compile `app`',
  ].join('\n');
  const task = await failedTask(log);
  const remedies = remediesOf(await withReport(failure, task));
  expect(remedies[0]?.text).toBe('Mend it.');
  const folder = remedies[1]?.snippet ?? '';
  expect(folder).toBe(reportFolder(task));
  expect(readdirSync(folder).sort()).toEqual(['log.txt', 'report.json']);
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  expect(texts.join('\n')).not.toMatch(/planted|cGxhbnRlZC1jcmVkZW50aWFs/);
  expect(texts.join('\n')).toContain('error: could not compile `app`');
  // What an issue needs.
  const facts: unknown = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(facts).toMatchObject({
    error: { code: 'STATIX_BUILD_FAILED' },
    plan: { package: 'app 0.1.0', options: { environment: ['LICENCE'] } },
    versions: { node: process.version },
    lock: [{ name: 'cc', version: '1.2.3' }],
  });
  // Only its owner reads it, and no workspace holds it.
  expect(statSync(join(folder, 'log.txt')).mode & 0o777).toBe(0o600);
  expect(readdirSync(root).sort()).not.toContain('dist');
});

test('fault: of an endless log the beginning and the end are kept', async () => {
  const task = await failedTask(
    `first\n${'x'.repeat(20_000)}\n${'line of a log\n'.repeat(2_000_000)}last`,
  );
  await withReport(failure, task);
  const log = readFileSync(join(reportFolder(task), 'log.txt'), 'utf8');
  expect(log.length).toBeLessThan(700 * 1024);
  expect(log).toMatch(/^first\n/);
  expect(log).toMatch(/\[about \d+ bytes were left out here by Statix\]/);
  expect(log).toMatch(/last$/);
  expect(Math.max(...log.split('\n').map(({ length }) => length))).toBeLessThan(9000);
});

test('a report takes the place of the one before, and goes with a run that succeeds', async () => {
  const task = await failedTask('one\n');
  await withReport(failure, task);
  write({ 'build.log': 'two\n' });
  await withReport(failure, task);
  expect(readFileSync(join(reportFolder(task), 'log.txt'), 'utf8')).toBe('two\n');
  removeReport(task);
  expect(existsSync(reportFolder(task))).toBe(false);
});

test('fault: a report that cannot be written changes nothing of the error, and it is said', async () => {
  const task = await failedTask('one\n');
  write({ state: 'a file' });
  expect(await withReport(failure, task)).toBe(failure);
  expect(task.reported).toEqual([expect.stringContaining('There is no report for an issue')]);
});

test.each(['STATIX_TESTS_FAILED', 'STATIX_CHECK_FAILED'] as const)(
  '%s is an answer, and no fault',
  async (code) => {
    const verdict = new StatixError({ code, what: 'x' });
    expect(await withReport(verdict, await failedTask(''))).toBe(verdict);
  },
);
