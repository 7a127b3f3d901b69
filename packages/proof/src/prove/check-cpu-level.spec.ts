import { join } from 'node:path';
import type { BuildManifest } from '@statix/contract';
import type { ProgramRun } from '../checks/program-run.js';
import { proofSchema } from '../expectations/run-options.js';
import { planProof, type RunPlan } from '../expectations/run-plan.js';
import { proveProgram, type EmulateProgram, type ProgramToProve } from './prove-program.js';

const path = join(__dirname, '../../../elf/fixtures/static-pie');
const image = { identity: 'a'.repeat(64), reference: 'statix.local/statix:a' };
const changedFrom = { image, cpu: undefined } as unknown as BuildManifest;

const ended = (result: Partial<ProgramRun['result']> = {}): ProgramRun => ({
  result: { exitCode: 0, oomKilled: false, timedOut: false, ...result },
  stdout: Buffer.from('ok\n'),
  stderr: Buffer.alloc(0),
  outputTruncated: false,
});

/** Proves a program, and tells what it was asked to run on which processor. */
async function prove(
  program: Partial<ProgramToProve>,
  {
    options = {},
    native = ended(),
    emulated = ended(),
  }: { options?: object; native?: ProgramRun; emulated?: ProgramRun } = {},
) {
  const asked: { plan: RunPlan; on: Parameters<EmulateProgram>[3] }[] = [];
  const plan = planProof(proofSchema.parse({ expectedStdout: 'ok', ...options }));
  const { report } = await proveProgram(
    { name: 'app', path, ...program },
    plan,
    () => Promise.resolve(native),
    (_program, on, _name, processor) => {
      asked.push({ plan: on, on: processor });
      return Promise.resolve(emulated);
    },
  );
  return { asked, check: report.checks.at(-1)!, report };
}

test('the main run once more, with the expectations of it, ten times the time and room for qemu', async () => {
  const options = { timeoutSeconds: 2, memoryMegabytes: 10, args: ['x'], cpuLevel: 'v2' };
  const { asked, check } = await prove({ changedFrom }, { options });
  expect(check).toMatchObject({ id: 'cpu-level', status: 'pass' });
  expect(asked).toMatchObject([
    {
      plan: {
        arguments: ['x'],
        timeoutMilliseconds: 20_000,
        memoryBytes: (10 + 256) * 1024 ** 2,
        expectation: { stdout: 'ok', timeoutSeconds: 20 },
      },
      on: { image, model: expect.stringContaining('+sse4.2') },
    },
  ]);
});

test('of further runs none is emulated', async () => {
  const { asked } = await prove({ changedFrom }, { options: { runs: [{ name: 'again' }] } });
  expect(asked).toHaveLength(1);
});

test('SIGILL there is the verdict, a warning', async () => {
  const emulated = ended({ exitCode: 132, signal: 'SIGILL' });
  const { check, report } = await prove({ changedFrom }, { emulated });
  expect(check).toMatchObject({ status: 'warn' });
  expect(report.verdict).toBe('pass');
});

test('what goes on is not given ten times its time', async () => {
  const native = ended({ timedOut: true });
  const { asked } = await prove(
    { changedFrom },
    { native, options: { expectedStdout: undefined } },
  );
  expect(asked[0]?.plan.timeoutMilliseconds).toBe(30_000);
});

const crashed = { native: ended({ exitCode: 139, signal: 'SIGSEGV' }) };

test.each<[string, string, Parameters<typeof prove>[0], Parameters<typeof prove>[1]]>([
  ['its main run failed', 'not-applicable', { changedFrom }, crashed],
  ['it was not run', 'not-applicable', { changedFrom }, { options: { run: 'never' } }],
  ['it comes without a build manifest', 'not-provable', {}, {}],
])('fault: %s: it is not emulated, and %s', async (why, status, program, how) => {
  const { asked, check } = await prove(program, how);
  expect(asked).toEqual([]);
  expect(check).toMatchObject({ status, summary: expect.stringContaining(why) });
});

test.each<[string, ProgramRun, string]>([
  ['SIGILL', ended({ exitCode: 132, signal: 'SIGILL' }), 'fail'],
  ['another output', { ...ended(), stdout: Buffer.from('') }, 'fail'],
  ['the same', ended(), 'pass'],
])('strict, with %s on an emulated processor', async (_, emulated, status) => {
  const options = { policy: 'strict', expectedExitCode: 0 };
  const { check } = await prove({ changedFrom }, { options, emulated });
  expect(check).toMatchObject({ id: 'cpu-level', status });
});

test('strict fails for a run that failed, and not for the one that was left out for that', async () => {
  const { check, report } = await prove(
    { changedFrom },
    { ...crashed, options: { policy: 'strict' } },
  );
  expect([report.verdict, check.status]).toEqual(['fail', 'not-applicable']);
});

test('a packed program runs where its original does', async () => {
  const unpackedCpuLevel = {
    id: 'cpu-level',
    status: 'warn',
    summary: 'Needs AVX',
    evidence: ['x'],
  } as const;
  const { asked, check } = await prove({
    unpackedLinkage: 'static-pie',
    unpackedCpuLevel: { ...unpackedCpuLevel, evidence: ['x'] },
  });
  expect(asked).toEqual([]);
  expect(check).toEqual({ ...unpackedCpuLevel, summary: 'Of what it unpacks to: Needs AVX' });
});
