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
  readonly reports: readonly VerifyReport[];
  readonly error: unknown;
  readonly printed: string;
}

/** Verifies with options as a user writes them, and a program that prints `v1` and ends with 3. */
async function verify(raw: Record<string, unknown>): Promise<Outcome> {
  const options = parseOptions(verifySchema, raw, 'verify');
  const plan = planVerification(options, { root: workspace.root, project: 'app' });
  const requests: ScratchRequest[] = [];
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
    runProgram: (program, runPlan) => {
      requests.push(scratchRequest(program, runPlan));
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
  return { requests, reports, error, printed };
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
