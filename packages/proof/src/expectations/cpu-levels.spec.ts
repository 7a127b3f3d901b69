import { CPU_LEVEL_OPTIONS, CPU_LEVELS, includes, levelOf, levelOfOption } from './cpu-levels.js';

test.each([
  ['-C target-cpu=x86-64', 'x86-64'],
  ['-C target-cpu=x86-64-v2', 'x86-64-v2'],
  ['-C target-cpu=haswell', 'x86-64-v3'],
  ['-C target-cpu=sandybridge', 'x86-64-v3'],
  ['-C target-cpu=skylake-avx512', 'x86-64-v4'],
  ['-C target-cpu=native', 'beyond'],
  ['-C target-cpu=of-the-year-2040', 'beyond'],
  ['-C target-feature=+sse2', 'x86-64'],
  ['-C target-feature=+sse4.2', 'x86-64-v2'],
  ['-C target-feature=+cmpxchg16b', 'x86-64-v2'],
  ['-C target-feature=+bmi1', 'x86-64-v3'],
  ['-C target-feature=+aes', 'beyond'],
  ['-march=native', 'beyond'],
  ['-march=x86-64-v4', 'x86-64-v4'],
  ['-mavx2', 'x86-64-v3'],
  ['-mavx512vl', 'x86-64-v4'],
  ['-mavx512vnni', 'beyond'],
  ['', 'beyond'],
])('%s: %s', (option, level) => {
  expect(levelOfOption(option)).toBe(level);
});

test('a level includes those below it, and none includes what is beyond all', () => {
  expect(includes('x86-64-v3', 'x86-64-v2')).toBe(true);
  expect(includes('x86-64-v3', 'x86-64-v3')).toBe(true);
  expect(includes('x86-64', 'x86-64-v2')).toBe(false);
  expect(includes('x86-64-v4', 'beyond')).toBe(false);
});

test('every level has an option', () => {
  expect(CPU_LEVEL_OPTIONS.map(levelOf)).toEqual(CPU_LEVELS);
});
