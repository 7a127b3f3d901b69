import type { ContainerResult } from '@statix/engine';
import type { StarterReport } from '../starter/starter-report.js';
import { toldResult } from './told-result.js';

const plain = { phase: 'plain', timedOut: false } as const;
const killed: ContainerResult = {
  exitCode: 137,
  signal: 'SIGKILL',
  oomKilled: true,
  timedOut: false,
};

const told = (report: StarterReport, result: ContainerResult = killed) =>
  toldResult(result, report, Buffer.alloc(0)).result;

test('a program that ends with 137 was not killed, whatever the engine makes of it', () => {
  expect(told({ ...plain, exitCode: 137 })).toEqual({
    exitCode: 137,
    oomKilled: false,
    timedOut: false,
  });
});

test('one that was killed', () => {
  expect(told({ ...plain, signal: 'SIGKILL' })).toEqual(killed);
  expect(told({ ...plain, signal: 'signal 40' }, { ...killed, oomKilled: false })).toEqual({
    exitCode: 168,
    signal: 'signal 40',
    oomKilled: false,
    timedOut: false,
  });
});

test('the signal at the end of its time is no signal of its own', () => {
  expect(told({ phase: 'plain', timedOut: true, signal: 'SIGKILL' })).toEqual({
    exitCode: 137,
    oomKilled: false,
    timedOut: true,
  });
});

test('one that could not be started', () => {
  expect(told({ ...plain, startError: 'Exec format error' })).toMatchObject({
    startError: 'Exec format error',
  });
});

test('what a server came to', () => {
  const connection = { closed: true, answer: Buffer.from('x') };
  const report = { exitCode: 0, phase: 'stopped', timedOut: false, connection } as const;
  expect(toldResult(killed, report, Buffer.alloc(0)).server).toEqual({
    phase: 'stopped',
    connection,
  });
  expect(toldResult(killed, { ...plain, exitCode: 0 }, Buffer.alloc(0)).server).toBeUndefined();
});

test('fault: without a report the engine’s word counts', () => {
  expect(toldResult(killed, undefined, Buffer.from('x')).result).toEqual(killed);
  const failed: ContainerResult = { exitCode: 1, oomKilled: false, timedOut: false };
  const said = Buffer.from('exec /statix/start: exec format error\n');
  expect(toldResult(failed, undefined, said).result.startError).toBe('exec format error');
});

test('one that was ended because it had said what was expected', () => {
  expect(toldResult(undefined, undefined, Buffer.alloc(0)).result).toEqual({
    exitCode: 0,
    oomKilled: false,
    timedOut: false,
  });
});
