import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { BuildLog } from './build-log.js';
import { JobPrinter } from './job-printer.js';

const temporaryFolder = temporaryFolders();

function open(env: NodeJS.ProcessEnv, name: Partial<Parameters<typeof BuildLog.open>[0]> = {}) {
  const log = { workspaceRoot: '/home/me/repo', projectName: 'app', purpose: 'build', ...name };
  return BuildLog.open(log, env);
}

test('holds what was written, for the user and for the diagnosis', async () => {
  const log = await open({ STATIX_STATE_DIR: temporaryFolder() });
  log.write('one');
  log.write('two');
  log.close();
  expect(readFileSync(log.path, 'utf8')).toBe('one\ntwo\n');
  expect(log.text).toBe('one\ntwo\n');
  expect(statSync(log.path).mode & 0o777).toBe(0o600);
});

test('two workspaces, and two projects whose names differ in signs alone, have logs of their own', async () => {
  const env = { STATIX_STATE_DIR: temporaryFolder() };
  const logs = [
    await open(env),
    await open(env, { workspaceRoot: '/home/you/repo' }),
    await open(env, { projectName: '@app' }),
    await open(env, { projectName: '-app' }),
    await open(env, { projectName: 'a/b' }),
    await open(env, { projectName: 'a:b' }),
    await open(env, { purpose: 'fetch' }),
  ];
  expect(new Set(logs.map(({ path }) => path)).size).toBe(logs.length);
  for (const log of logs) log.close();
});

test('attack: the name of a project leads to another folder', async () => {
  const state = temporaryFolder();
  const log = await open({ STATIX_STATE_DIR: state }, { projectName: '../../../etc/passwd' });
  log.close();
  expect(dirname(dirname(log.path))).toBe(join(state, 'logs'));
});

test('attack: a log without end keeps beginning and end, and says how much is missing', async () => {
  const log = await open({ STATIX_STATE_DIR: temporaryFolder() });
  const line = 'x'.repeat(999);
  const count = 40_000;
  for (let number = 0; number < count; number += 1) log.write(`${number} ${line}`);
  log.close();
  const text = readFileSync(log.path, 'utf8');
  expect(text.length).toBeLessThan(21 * 1024 * 1024);
  expect(text.startsWith(`0 ${line}\n`)).toBe(true);
  expect(text.endsWith(`${count - 1} ${line}\n`)).toBe(true);
  const missing = Number(/\[(\d+) lines were left out/.exec(text)?.[1]);
  const kept = text.match(/^\d+ x/gm)?.length ?? 0;
  expect(missing + kept).toBe(count);
});

test('fault: a folder stands in the place of the log: nothing is written, and it is said', async () => {
  const env = { STATIX_STATE_DIR: temporaryFolder() };
  const first = await open(env);
  first.close();
  rmSync(first.path);
  mkdirSync(first.path);
  const log = await open(env);
  const shown: string[] = [];
  const printer = new JobPrinter(log, {
    write: (text) => shown.push(text) > 0,
    once: () => undefined,
  });
  void printer.stderr(Buffer.from('hello\n'));
  printer.end();
  log.close();
  expect(shown[0]).toBe('hello\n');
  expect(shown[1]).toMatch(/^The log .*app\.build\.log is not complete: EISDIR/);
  expect(log.text).toBe('hello\n');
});

test('fault: the state folder is a file', async () => {
  const state = join(temporaryFolder(), 'state');
  writeFileSync(state, '');
  chmodSync(state, 0o400);
  const error = await statixErrorOf(open({ STATIX_STATE_DIR: state }));
  expect(error.code).toBe('STATIX_STATE_UNWRITABLE');
});
