import { withStartFailure } from './start-failure.js';

const result = { exitCode: 1, oomKilled: false, timedOut: false };

function startErrorOf(stderr: string, { stdout = '', exitCode = 1 } = {}): string | undefined {
  const outputs = { stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) };
  return withStartFailure({ ...result, exitCode }, outputs).startError;
}

test.each([
  ['exec /program: exec format error\n', 'exec format error'],
  ['exec /program: no such file or directory', 'no such file or directory'],
  [
    'standard_init_linux.go:228: exec user process caused: exec format error\n',
    'exec format error',
  ],
  // Docker 20.10.24; exit code 127, 126 and 1.
  [
    '[FATAL tini (8)] exec /program failed: No such file or directory\n',
    'No such file or directory',
  ],
  ['[FATAL tini (6)] exec /program failed: Permission denied\n', 'Permission denied'],
  [
    '[FATAL tini (1)] fork failed: Resource temporarily unavailable\n',
    'fork failed: Resource temporarily unavailable',
  ],
])('%j', (stderr, expected) => {
  expect(startErrorOf(stderr)).toBe(expected);
});

test('what a program says that did start', () => {
  const words = 'exec /program: exec format error\n';
  expect(startErrorOf('error: no such option\n')).toBeUndefined();
  expect(startErrorOf(`${words}and more\n`)).toBeUndefined();
  expect(startErrorOf(words, { stdout: 'x' })).toBeUndefined();
  expect(startErrorOf(words, { exitCode: 0 })).toBeUndefined();
});

test('a start error that the engine told stays', () => {
  const told = { ...result, startError: 'told' };
  const outputs = { stdout: Buffer.alloc(0), stderr: Buffer.from('exec /program: other') };
  expect(withStartFailure(told, outputs)).toBe(told);
});
