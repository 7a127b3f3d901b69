import { constants } from 'node:os';
import { signalName, signalNames, signalNumber } from './signals.js';

test('numbers and names are those of this kernel', () => {
  // The tests run on Linux for x86-64, as containers do.
  for (const name of signalNames) {
    const number = signalNumber(name);
    expect([name, number]).toEqual([name, new Map(Object.entries(constants.signals)).get(name)]);
    expect(signalName(number ?? 0)).toBe(name);
  }
});

test('what has no name', () => {
  expect(signalName(0)).toBeUndefined();
  expect(signalName(40)).toBeUndefined();
  expect(signalNumber('SIGNONE')).toBeUndefined();
  // It ends nothing.
  expect(signalNumber('SIGCHLD')).toBeUndefined();
});
