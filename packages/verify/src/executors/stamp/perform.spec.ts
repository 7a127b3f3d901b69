import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument, stampManifestSchema, verifyReportSchema } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import type { ProgramRun, RunPlan } from '@statix/proof';
import { execaSync } from 'execa';
import { TestWorkspace } from '../../testing/workspace.js';
import { performStamp } from './perform.js';
import { planStamp } from './plan.js';
import { revisionPlace } from './revision-text.js';
import { stampSchema } from './schema.js';

const commit = '0123456789abcdef0123456789abcdef01234567';
let workspace: TestWorkspace;
let runs: RunPlan[];
let printed: string;
let result: Partial<ProgramRun['result']>;

beforeEach(() => {
  workspace = new TestWorkspace();
  runs = [];
  printed = '';
  result = {};
});
afterEach(() => {
  workspace.remove();
});

const folder = () => join(workspace.root, 'dist/stamped/app/x86_64-unknown-linux-musl/release');
const written = () => (existsSync(folder()) ? readdirSync(folder()).sort() : []);

function stamp(options: object = {}, text = commit) {
  const plan = planStamp(stampSchema.parse(options), { root: workspace.root, project: 'app' });
  return performStamp(
    plan,
    { text, from: 'git' },
    {
      // The program is run for real: it is ours, and does nothing but print.
      runProgram: (program, run) => {
        runs.push(run);
        const { stdout } = execaSync(program, { stripFinalNewline: false, encoding: 'buffer' });
        return Promise.resolve({
          result: { exitCode: 0, oomKilled: false, timedOut: false, ...result },
          stdout: Buffer.from(stdout),
          stderr: Buffer.alloc(0),
          outputTruncated: false,
        });
      },
      print: (text) => (printed += text),
      signal: new AbortController().signal,
    },
  );
}

/** Puts bytes where the build would, with a manifest that is about them. */
function addBytes(name: string, change: (bytes: Buffer) => Buffer): void {
  const path = workspace.addProgram(name, 'revision');
  const bytes = change(readFileSync(path));
  writeFileSync(path, bytes);
}

test('writes the revision where the program reads it, and nothing else', async () => {
  const path = workspace.addBuilt('app', 'revision');
  await stamp({ expectedStdout: '^{revision}$' });
  expect(written()).toEqual(['app', 'app.stamp.json', 'app.verify.json']);

  const [before, after] = [readFileSync(path), readFileSync(join(folder(), 'app'))];
  const manifest = parseDocument(
    readFileSync(join(folder(), 'app.stamp.json'), 'utf8'),
    'app.stamp.json',
    stampManifestSchema,
  );
  const { offset, size } = manifest.place;
  expect(before.subarray(offset - 32, offset).toString()).toBe(revisionPlace.mark);
  expect(after.subarray(offset, offset + size).toString()).toBe(commit.padEnd(size, '\0'));
  const emptied = Buffer.from(after).fill(0, offset, offset + size);
  expect(emptied.equals(before)).toBe(true);

  expect(execaSync(join(folder(), 'app')).stdout).toBe(commit);
  expect(statSync(join(folder(), 'app')).mode & 0o777).toBe(0o755);
  expect(manifest.revision).toEqual({ text: commit, from: 'git' });
});

test('the report is about the stamped program, by all checks of verify and its own', async () => {
  workspace.addBuilt('app', 'revision');
  const [stamped] = await stamp();
  const text = readFileSync(join(folder(), 'app.verify.json'), 'utf8');
  const report = parseDocument(text, 'app.verify.json', verifyReportSchema);
  expect(report.binary.sha256).toBe(stamped!.manifest.stamped.sha256);
  expect(report.binary.sha256).not.toBe(stamped!.manifest.original.sha256);
  const passed = report.checks.filter(({ status }) => status === 'pass').map(({ id }) => id);
  expect(passed).toEqual(
    expect.arrayContaining([
      ...['no-interpreter', 'linkage', 'matches-build-manifest', 'only-revision-written'],
      'starts-from-scratch',
    ]),
  );
});

test('another revision is other bytes of the same size, of the same program', async () => {
  workspace.addBuilt('app', 'revision');
  const [first] = await stamp();
  const [second] = await stamp({}, `${commit}-dirty`);
  expect(second!.manifest.original).toEqual(first!.manifest.original);
  expect(second!.manifest.stamped.size).toBe(first!.manifest.stamped.size);
  expect(second!.manifest.stamped.sha256).not.toBe(first!.manifest.stamped.sha256);
  expect(execaSync(join(folder(), 'app')).stdout).toBe(`${commit}-dirty`);
});

test('95 characters fit; characters of a pattern mean themselves', async () => {
  workspace.addBuilt('app', 'revision');
  const text = `v1.0 $& (a|b)*${'x'.repeat(81)}`;
  expect(text).toHaveLength(95);
  await stamp({ expectedStdout: '^{revision}$' }, text);
  expect(execaSync(join(folder(), 'app')).stdout).toBe(text);
});

test('a program that does not say it fails, and nothing is written', async () => {
  workspace.addBuilt('app', 'revision');
  const error = await statixErrorOf(stamp({ expectedStdout: '^app {revision}$' }));
  expect(error).toMatchObject({ code: 'STATIX_VERIFY_FAILED' });
  expect(error.excerpt).toEqual(['app: expected-output']);
  expect(printed).toContain('✖ expected-output');
  expect(written()).toEqual([]);
});

test('fault: a stamped program that crashes is not written, and its earlier one is gone', async () => {
  workspace.addBuilt('app', 'revision');
  await stamp();
  result = { exitCode: 139, signal: 'SIGSEGV' };
  expect((await statixErrorOf(stamp())).code).toBe('STATIX_VERIFY_FAILED');
  expect(written()).toEqual([]);
});

test('one of several programs that fails keeps all from being written', async () => {
  workspace.addBuilt('app', 'revision');
  workspace.addBuilt('tool', 'static-pie');
  expect((await statixErrorOf(stamp())).code).toBe('STATIX_STAMP_NO_PLACE');
  expect(written()).toEqual([]);
  await stamp({ programs: ['app'] });
  expect(written()).toEqual(['app', 'app.stamp.json', 'app.verify.json']);
  const error = await statixErrorOf(stamp({ programs: ['ap'] }));
  expect(error.code).toBe('STATIX_BINARY_NOT_FOUND');
  expect(error.remedies[0]).toMatchObject({ text: "Did you mean 'app'?" });
});

test('attack: a program that is not what the build wrote', async () => {
  const path = workspace.addBuilt('app', 'revision');
  const bytes = readFileSync(path);
  bytes.writeUInt8(0x90, 0x1000);
  writeFileSync(path, bytes);
  expect((await statixErrorOf(stamp())).code).toBe('STATIX_STAMP_NOT_BUILT');
  expect(
    (
      await statixErrorOf(
        stamp({ overrides: { 'matches-build-manifest': { status: 'warn', reason: 'x' } } }),
      )
    ).code,
  ).toBe('STATIX_STAMP_NOT_BUILT');
  expect(runs).toEqual([]);
});

const mark = Buffer.from(revisionPlace.mark, 'latin1');
const place = (bytes: Buffer) => bytes.indexOf(mark);

test.each<[string, string, (bytes: Buffer) => Buffer]>([
  ['two marks', 'STATIX_STAMP_SEVERAL_PLACES', (bytes) => Buffer.concat([bytes, mark])],
  [
    'the mark in bytes that are not mapped',
    'STATIX_STAMP_PLACE_UNUSABLE',
    (bytes) =>
      Buffer.concat([
        Buffer.from(bytes).fill(0, place(bytes), place(bytes) + 32),
        mark,
        Buffer.alloc(96),
      ]),
  ],
  [
    'the mark at the end of the file',
    'STATIX_STAMP_PLACE_UNUSABLE',
    (bytes) =>
      Buffer.concat([
        Buffer.from(bytes).fill(0, place(bytes), place(bytes) + 32),
        mark,
        Buffer.alloc(10),
      ]),
  ],
  [
    'a place that somebody has written to',
    'STATIX_STAMP_PLACE_UNUSABLE',
    (bytes) => {
      const copy = Buffer.from(bytes);
      copy.write('f00', place(bytes) + 32);
      return copy;
    },
  ],
  [
    'a place whose last byte is not empty',
    'STATIX_STAMP_PLACE_UNUSABLE',
    (bytes) => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(1, place(bytes) + 32 + 95);
      return copy;
    },
  ],
  [
    'no mark',
    'STATIX_STAMP_NO_PLACE',
    (bytes) => Buffer.from(bytes).fill(0, place(bytes), place(bytes) + 32),
  ],
])('attack: %s', async (_what, code, change) => {
  addBytes('app', change);
  expect((await statixErrorOf(stamp())).code).toBe(code);
  expect(written()).toEqual([]);
  expect(runs).toEqual([]);
});
