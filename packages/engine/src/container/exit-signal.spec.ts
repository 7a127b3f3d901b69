import { exitSignal } from './exit-signal.js';

test.each([
  [0, undefined],
  [1, undefined],
  [128, undefined],
  [132, 'SIGILL'],
  [134, 'SIGABRT'],
  [135, 'SIGBUS'],
  [137, 'SIGKILL'],
  [139, 'SIGSEGV'],
  [143, 'SIGTERM'],
  [255, undefined],
])('%i', (exitCode, signal) => {
  expect(exitSignal(exitCode)).toBe(signal);
});
