import { defaultMemory } from './default-memory.js';

const GIB = 1024 ** 3;

test.each([
  ['build', 16 * GIB, 0.85 * 16 * GIB],
  ['check', 2 * GIB, 0.85 * 2 * GIB],
  ['fetch', 16 * GIB, 4 * GIB],
  ['upx', 2 * GIB, GIB],
])('%s on an engine with %d bytes', (purpose, memoryBytes, expected) => {
  expect(defaultMemory(purpose, { memoryBytes, limitsMemory: true })).toBe(Math.floor(expected));
});

test('an engine that holds nobody to a limit, or does not say what it has', () => {
  expect(defaultMemory('build', { memoryBytes: GIB, limitsMemory: false })).toBeUndefined();
  expect(defaultMemory('build', { memoryBytes: 0, limitsMemory: true })).toBeUndefined();
});
