import type { Check } from '@statix/contract';
import type { ProgramRun } from '../checks/program-run.js';
import { cpuLevelCheck, type CpuLevelEvidence } from './cpu-level-check.js';

const check = (id: string, status: Check['status']): Check => ({
  ...{ id, status, summary: `${id} is ${status}` },
  evidence: [],
});

function ran(result: Partial<ProgramRun['result']> = {}, checks: Check[] = []) {
  const run: ProgramRun = {
    result: { exitCode: 0, oomKilled: false, timedOut: false, ...result },
    stdout: Buffer.alloc(0),
    stderr: Buffer.from('qemu: uncaught target signal 4 (Illegal instruction) - core dumped\n'),
    outputTruncated: false,
  };
  return { run, checks, timeoutSeconds: 300 };
}

const baseline = { cpu: undefined };
const judged = (evidence: Partial<CpuLevelEvidence>) =>
  cpuLevelCheck({
    ...{ level: 'x86-64', options: baseline, signal: undefined, emulated: ran() },
    ...evidence,
  });

const died = { exitCode: 132, signal: 'SIGILL' };

test('compiled for the baseline, and the same on an emulated processor', () => {
  expect(judged({})).toEqual({
    id: 'cpu-level',
    status: 'pass',
    summary: 'The main run goes the same on a processor that has nothing but x86-64',
    evidence: [
      'rustc: the baseline',
      'C and C++: the baseline',
      'run under qemu-x86_64 -cpu qemu64,-svm,-pni,-cx16,-lahf-lm',
    ],
  });
});

test.each<[string, NonNullable<CpuLevelEvidence['options']>['cpu']]>([
  ['-C target-cpu=native', { rust: ['-C target-cpu=native'], native: [] }],
  ['-C target-feature=+avx2', { rust: ['-C target-feature=+avx2'], native: [] }],
  ['-march=native', { rust: [], native: ['-march=native', '-mavx2'] }],
  [
    '-march=haswell',
    { rust: [], native: ['-march=haswell'], nativeEverywhere: ['-march=haswell'] },
  ],
])('%s is for more than the baseline, whatever a run says', (option, cpu) => {
  for (const emulated of [ran(), ran(died), { why: 'it was not run' }]) {
    expect(judged({ options: { cpu }, emulated })).toMatchObject({
      status: 'warn',
      summary: `It was compiled for more than x86-64: ${option}`,
    });
  }
});

test('options of single files of C are told, and are no fault', () => {
  const cpu = { rust: [], native: ['-march=skylake-avx512', '-mavx2', '-msse4.1'] };
  const found = judged({ options: { cpu } });
  expect(found.status).toBe('pass');
  expect(found.evidence).toContain(
    'C and C++, some of it: -march=skylake-avx512, -mavx2, -msse4.1',
  );
});

test('what a level has is no fault of a program that is for it', () => {
  const cpu = { rust: ['-C target-cpu=haswell'], native: [] };
  expect(judged({ level: 'x86-64-v3', options: { cpu } }).status).toBe('pass');
  expect(judged({ level: 'x86-64-v2', options: { cpu } }).status).toBe('warn');
  const native = { rust: [], native: ['-march=native'] };
  expect(judged({ level: 'x86-64-v4', options: { cpu: native } }).status).toBe('warn');
});

test('SIGILL on an emulated processor, and not on this one', () => {
  const found = judged({ emulated: ran(died, [check('starts-from-scratch', 'fail')]) });
  expect(found.status).toBe('warn');
  expect(found.summary).toContain('does not run on every x86-64');
  expect(found.evidence).toContain('ended by SIGILL, which a shell shows as 132');
});

test('a program that ends itself with ud2 everywhere is none that needs more', () => {
  expect(judged({ signal: 'SIGILL', emulated: ran(died) }).status).toBe('pass');
});

test('qemu has no AVX-512: what ends there by SIGILL may run on a v4', () => {
  const found = judged({ level: 'x86-64-v4', emulated: ran(died) });
  expect(found.status).toBe('not-provable');
  expect(judged({ level: 'x86-64-v4' }).status).toBe('pass');
});

test('fault: too slow under emulation is not known', () => {
  const emulated = ran({ timedOut: true }, [check('expected-output', 'fail')]);
  expect(judged({ emulated })).toMatchObject({
    status: 'not-provable',
    summary: 'Whether it runs on every x86-64 is not known: emulated, it was not done after 300 s',
  });
});

test('a server that goes on as it is to is one that runs', () => {
  const emulated = ran({ timedOut: true }, [check('starts-from-scratch', 'pass')]);
  expect(judged({ emulated }).status).toBe('pass');
});

test('fault: another output under emulation is not known', () => {
  const found = judged({ emulated: ran({}, [check('expected-output', 'fail')]) });
  expect(found.status).toBe('not-provable');
  expect(found.evidence).toContain('expected-output: expected-output is fail');
});

test.each(['this engine has not the image that it was built in', 'it was not run'])(
  'fault: not emulated is never a pass: %s',
  (why) => {
    expect(judged({ emulated: { why } })).toMatchObject({
      status: 'not-provable',
      summary: `Whether it runs on every x86-64 is not known: ${why}`,
    });
  },
);

test('what is not known is said', () => {
  expect(judged({ options: undefined }).evidence[0]).toContain('there is no build manifest');
  const cpu = { rust: [], native: null };
  expect(judged({ options: { cpu } }).evidence).toContain('C and C++: not recorded by the linker');
});

test('attack: options of a manifest are neutralised, and there is an end to them', () => {
  const rust = Array.from(
    { length: 500 },
    (_, at) => `-C target-cpu=\u001b[2J\n${at}${'x'.repeat(500)}`,
  );
  const { summary, evidence } = judged({ options: { cpu: { rust, native: [] } } });
  for (const line of [summary, ...evidence]) {
    expect(line).not.toMatch(/[\u0000-\u001f]/);
    expect(line.length).toBeLessThan(5000);
  }
  expect(summary).toContain('480 more');
});
