import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { debugLine } from './debug-line.js';

const newFolder = temporaryFolders();
let err: string;

beforeEach(() => {
  err = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});

afterEach(() => {
  jest.restoreAllMocks();
});

test.each([
  [undefined, false],
  ['', false],
  ['build', false],
  ['engine', true],
  ['build, engine', true],
  ['all', true],
])('STATIX_DEBUG=%s', (setting, isTold) => {
  const text = jest.fn(() => 'GET /info\n200');
  debugLine('engine', text, { STATIX_DEBUG: setting });
  expect(text).toHaveBeenCalledTimes(isTold ? 1 : 0);
  expect(/ engine: GET \/info/.test(err)).toBe(isTold);
});

test('in a task of Nx nothing is printed, which Nx would cache', () => {
  const state = newFolder();
  const env = { STATIX_DEBUG: 'all', NX_TASK_HASH: '1', STATIX_STATE_DIR: state };
  debugLine('build', () => 'one', env);
  debugLine('build', () => 'two', env);
  expect(err).toBe('');
  const log = readFileSync(join(state, 'debug.log'), 'utf8');
  expect(log).toMatch(/ build: one\n.+ build: two\n$/);
});

test('fault: a state directory that cannot be written to ends nothing', () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, 'x');
  const env = { STATIX_DEBUG: 'all', NX_TASK_HASH: '1', STATIX_STATE_DIR: file };
  debugLine('build', () => 'one', env);
  expect(readFileSync(file, 'utf8')).toBe('x');
});

test('a topic that is not there is refused', () => {
  expect(() => {
    debugLine('engine', () => '', { STATIX_DEBUG: 'engines' });
  }).toThrow("STATIX_DEBUG has 'engines'; expected some of engine, build, graph, or all");
});
