import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions, type VerifyReport } from '@statix/contract';
import { scratchRequest, type ProgramRun, type ScratchRequest } from '@statix/proof';
import { TestWorkspace } from '../../testing/workspace.js';
import { performPaths } from './perform-paths.js';
import { performVerification } from './perform.js';
import { planVerification } from './plan.js';
import { verifySchema } from './schema.js';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => {
  workspace.remove();
});

interface Outcome {
  readonly requests: ScratchRequest[];
  /** Processors that it was run on. */
  readonly models: string[];
  readonly reports: readonly VerifyReport[];
  readonly error: unknown;
  readonly printed: string;
}

/** Verifies with options as a user writes them, and a program that prints `v1` and ends with 3. */
async function verify(raw: Record<string, unknown>): Promise<Outcome> {
  const options = parseOptions(verifySchema, raw, 'verify');
  const plan = planVerification(options, { root: workspace.root, project: 'app' });
  const requests: ScratchRequest[] = [];
  const models: string[] = [];
  const run: ProgramRun = {
    result: { exitCode: 3, oomKilled: false, timedOut: false },
    stdout: Buffer.from('v1\n'),
    stderr: Buffer.alloc(0),
    outputTruncated: false,
  };
  const reports: VerifyReport[] = [];
  let printed = '';
  const perform = plan.paths.length > 0 ? performPaths : performVerification;
  const error: unknown = await perform(plan, {
    runProgram: (program, runPlan, name) => {
      requests.push(scratchRequest(program, runPlan, name));
      return Promise.resolve(run);
    },
    emulate: (_program, _plan, _name, { model }) => {
      models.push(model);
      return Promise.resolve(run);
    },
    machineFacts: () => Promise.resolve({ host: {}, engine: null }),
    print: (text) => (printed += text),
    verbose: false,
    colour: false,
    signal: new AbortController().signal,
  }).then(
    (done) => void reports.push(...done),
    (reason: unknown) => reason,
  );
  return { requests, models, reports, error, printed };
}

const statusOf = (outcome: { checks: VerifyReport['checks'] }, id: string) =>
  outcome.checks.find((check) => check.id === id)!.status;

/** For every option: what shows that it is used. A new option without an entry fails. */
const EFFECTS: Record<keyof typeof verifySchema.shape, () => Promise<void>> = {
  async triple() {
    workspace.addProgram(
      'app',
      'static-pie',
      join(workspace.root, 'dist/static/app/other/release'),
    );
    await verify({ triple: 'other' });
    expect(existsSync(join(workspace.root, 'dist/verify/app/other/release/app.verify.json'))).toBe(
      true,
    );
  },
  async profile() {
    workspace.addProgram('app', 'static-pie', join(workspace.binaries, '../dev'));
    await verify({ profile: 'dev' });
    expect(existsSync(join(workspace.output, '../dev/app.verify.json'))).toBe(true);
  },
  async binaries() {
    const path = workspace.addProgram('app', 'static-pie', join(workspace.root, 'target'));
    expect((await verify({ binaries: 'target' })).requests[0]).toMatchObject({ program: path });
  },
  async outputPath() {
    workspace.addProgram('app');
    await verify({ outputPath: 'evidence' });
    expect(existsSync(join(workspace.root, 'evidence/app.verify.json'))).toBe(true);
  },
  async expectedLinkage() {
    workspace.addProgram('app');
    await verify({ expectedLinkage: 'static' });
    expect(statusOf(workspace.readReport('app'), 'linkage')).toBe('fail');
  },
  async run() {
    workspace.addProgram('app');
    const { requests, reports } = await verify({ run: 'never' });
    expect(requests).toEqual([]);
    expect(reports[0]).toMatchObject({ run: 'never', verdict: 'pass' });
    expect(statusOf(reports[0]!, 'starts-from-scratch')).toBe('not-applicable');
  },
  async cpuLevel() {
    workspace.addBuilt('app', 'static-pie', {
      cpu: { rust: ['-C target-cpu=haswell'], native: [] },
    });
    const baseline = await verify({});
    expect(statusOf(baseline.reports[0]!, 'cpu-level')).toBe('warn');
    expect(baseline.models[0]).not.toContain('avx2');
    const v3 = await verify({ cpuLevel: 'v3' });
    expect(statusOf(v3.reports[0]!, 'cpu-level')).toBe('pass');
    expect(v3.models[0]).toContain('+avx2');
  },
  async args() {
    workspace.addProgram('app');
    expect((await verify({ args: ['--version'] })).requests[0]).toMatchObject({
      arguments: ['--version'],
    });
  },
  async environment() {
    workspace.addProgram('app');
    expect((await verify({ environment: { A: 'b' } })).requests[0]).toMatchObject({
      environment: { A: 'b' },
    });
  },
  async expectedExitCode() {
    workspace.addProgram('app');
    expect(
      statusOf((await verify({ expectedExitCode: 3 })).reports[0]!, 'expected-exit-code'),
    ).toBe('pass');
    await verify({ expectedExitCode: 0 });
    expect(statusOf(workspace.readReport('app'), 'expected-exit-code')).toBe('fail');
  },
  async expectedStdout() {
    workspace.addProgram('app');
    expect(
      statusOf((await verify({ expectedStdout: '^v1$' })).reports[0]!, 'expected-output'),
    ).toBe('pass');
    await verify({ expectedStdout: '^v2' });
    expect(statusOf(workspace.readReport('app'), 'expected-output')).toBe('fail');
  },
  async timeoutSeconds() {
    workspace.addProgram('app');
    expect((await verify({ timeoutSeconds: 2.5 })).requests[0]).toMatchObject({
      timeoutMilliseconds: 2500,
    });
  },
  async memoryMegabytes() {
    workspace.addProgram('app');
    expect((await verify({ memoryMegabytes: 16 })).requests[0]).toMatchObject({
      memoryBytes: 16_777_216,
    });
  },
  async pids() {
    workspace.addProgram('app');
    expect((await verify({ pids: 3 })).requests[0]).toMatchObject({ pids: 3 });
  },
  async writablePaths() {
    workspace.addProgram('app');
    expect((await verify({ writablePaths: ['/tmp'] })).requests[0]).toMatchObject({
      tmpfs: ['/tmp'],
    });
  },
  async policy() {
    workspace.addProgram('app');
    const { reports } = await verify({ policy: 'baseline' });
    expect(reports[0]).toMatchObject({ verdict: 'pass', policy: { name: 'baseline' } });
    await verify({ policy: 'strict' });
    const report = workspace.readReport('app');
    expect(report).toMatchObject({ verdict: 'fail', policy: { name: 'strict' } });
    expect(statusOf(report, 'matches-build-manifest')).toBe('fail');
  },
  async stdin() {
    workspace.addProgram('app');
    expect((await verify({ stdin: 'text' })).requests[0]).toMatchObject({ stdin: 'text' });
  },
  async files() {
    workspace.addProgram('app');
    const { requests, reports } = await verify({ files: { '/etc/app': 'x' } });
    expect(requests[0]?.files).toEqual([{ path: '/etc/app', content: Buffer.from('x') }]);
    expect(reports[0]?.mainRun?.files).toMatchObject([{ path: '/etc/app', size: 1 }]);
  },
  async root() {
    workspace.addProgram('app');
    const { requests, reports } = await verify({ root: 'image:debian:13' });
    expect(requests[0]).toMatchObject({ root: 'image:debian:13' });
    expect(statusOf(reports[0]!, 'starts-in-root')).toBe('pass');
  },
  async expectedSignal() {
    workspace.addProgram('app');
    await verify({ expectedSignal: 'SIGABRT' });
    expect(statusOf(workspace.readReport('app'), 'expected-signal')).toBe('fail');
  },
  async expectedStderr() {
    workspace.addProgram('app');
    await verify({ expectedStderr: 'x' });
    expect(statusOf(workspace.readReport('app'), 'expected-stderr')).toBe('fail');
  },
  async ready() {
    workspace.addProgram('app');
    const { requests } = await verify({ ready: { stdout: 'up' } });
    expect(requests[0]?.expectation).toMatchObject({ ready: { stdout: 'up' }, stop: 'SIGTERM' });
    expect(statusOf(workspace.readReport('app'), 'becomes-ready')).toBe('fail');
  },
  async probe() {
    workspace.addProgram('app');
    const { requests } = await verify({ probe: { tcp: 80 } });
    expect(requests[0]?.expectation).toMatchObject({ probe: { tcp: 80 } });
    expect(statusOf(workspace.readReport('app'), 'answers-probe')).toBe('fail');
  },
  async stop() {
    workspace.addProgram('app');
    const { requests } = await verify({ ready: { port: 80 }, stop: 'SIGINT' });
    expect(requests[0]?.expectation).toMatchObject({ stop: 'SIGINT' });
    expect(statusOf(workspace.readReport('app'), 'ends-when-stopped')).toBe('fail');
  },
  async runs() {
    workspace.addProgram('app');
    const runs = [
      { name: 'three', args: ['3'], expectedExitCode: 3 },
      { name: 'four', expectedExitCode: 4 },
    ];
    const { requests } = await verify({ args: ['main'], runs });
    expect(requests.map(({ arguments: args }) => args)).toEqual([['main'], ['3'], []]);
    // One program of whatever file: it is started under the name of the binary.
    expect(requests.map(({ name }) => name)).toEqual(['app', 'app', 'app']);
    const report = workspace.readReport('app');
    expect(report.verdict).toBe('fail');
    expect(report.runs.map((run) => statusOf(run, 'expected-exit-code'))).toEqual(['pass', 'fail']);
    expect(report.runs[0]?.expectation).toEqual({ timeoutSeconds: 30, exitCode: 3 });
    const overrides = { 'expected-exit-code': { status: 'warn', reason: 'as a test' } };
    expect((await verify({ runs, overrides })).error).toBeUndefined();
  },
  async overrides() {
    workspace.addProgram('app', 'executable-stack');
    const reason = 'its interpreter makes code';
    const { reports } = await verify({
      overrides: { 'non-executable-stack': { status: 'warn', reason } },
    });
    expect(reports[0]!.verdict).toBe('pass');
    expect(reports[0]!.policy.overrides).toEqual([
      { check: 'non-executable-stack', status: 'warn', reason },
    ]);
    const check = reports[0]!.checks.find(({ id }) => id === 'non-executable-stack')!;
    expect(check.status).toBe('warn');
    expect(check.evidence.at(-1)).toBe(
      'a failure, made a warning by an override: its interpreter makes code',
    );
  },
  async perBinary() {
    workspace.addProgram('one');
    workspace.addProgram('two');
    const { requests, reports } = await verify({
      args: ['all'],
      environment: { A: '1', B: '1' },
      timeoutSeconds: 9,
      perBinary: {
        two: {
          args: ['own'],
          environment: { B: '2' },
          timeoutSeconds: 1,
          expectedExitCode: 3,
          expectedStdout: 'v1',
        },
      },
    });
    expect(requests).toMatchObject([
      { arguments: ['all'], environment: { A: '1', B: '1' }, timeoutMilliseconds: 9000 },
      { arguments: ['own'], environment: { A: '1', B: '2' }, timeoutMilliseconds: 1000 },
    ]);
    expect(reports.map((report) => statusOf(report, 'expected-exit-code'))).toEqual([
      'warn',
      'pass',
    ]);
    expect(reports.map((report) => statusOf(report, 'expected-output'))).toEqual([
      'not-applicable',
      'pass',
    ]);
  },
  async paths() {
    workspace.addProgram('app', 'static-pie', join(workspace.root, 'vendor'));
    const { reports } = await verify({ paths: ['vendor/app'] });
    expect(reports.map(({ binary }) => binary.name)).toEqual(['vendor/app']);
    expect(existsSync(join(workspace.output, 'vendor/app.verify.json'))).toBe(true);
  },
  async annotations() {
    workspace.addProgram('app', 'dynamic-musl');
    expect((await verify({})).printed).not.toContain('::error');
    const { printed } = await verify({ annotations: 'always' });
    expect(printed).toContain('\n::error title=app%3A no-interpreter::The program needs');
  },
  async digest() {
    workspace.addProgram('app');
    const { requests, reports } = await verify({ digest: 'f00d' });
    expect(JSON.stringify([requests, reports])).not.toContain('f00d');
  },
};

describe('every option of verify has its effect', () => {
  it.each(Object.keys(verifySchema.shape))('%s', async (option) => {
    const effect = new Map(Object.entries(EFFECTS)).get(option);
    expect(effect).toBeDefined();
    await effect!();
  });
});

test.each([{}, { paths: ['dist/static/app/x86_64-unknown-linux-musl/release/app'] }])(
  'what fails in a further run is named in the error, of %j',
  async (which) => {
    workspace.addBuilt('app');
    const runs = [{ name: 'version', expectedExitCode: 0 }];
    const { error } = await verify({ ...which, expectedExitCode: 3, runs });
    expect(error).toMatchObject({
      code: 'STATIX_VERIFY_FAILED',
      excerpt: [expect.stringMatching(/app: run version: expected-exit-code$/)],
    });
  },
);
