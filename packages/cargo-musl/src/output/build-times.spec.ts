import { BuildTimes } from './build-times.js';

let now = 0;
const times = (): BuildTimes => {
  now = 1000;
  return new BuildTimes(() => now);
};

/** Work that takes so long by the clock of the test. */
const taking = (milliseconds: number) => () => {
  now += milliseconds;
  return Promise.resolve();
};

test('what took time is said, what took none is not', async () => {
  const build = times();
  await build.spend('fetched', taking(2100));
  await build.spend('compiled', taking(71_000));
  await build.spend('compiled', taking(1000));
  await build.spend('collected', taking(20));
  build.add('waited', 60_000);
  expect(build.summary).toBe(
    'Built in 1 min 14 s (waiting for another build 1 min 0 s, fetching 2.1 s, cargo 1 min 12 s): 0 packages compiled',
  );
});

test('work that fails has taken its time', async () => {
  const build = times();
  const failing = async (): Promise<void> => {
    await taking(3000)();
    throw new Error('no');
  };
  await expect(build.spend('compiled', failing)).rejects.toThrow('no');
  expect(build.summary).toContain('cargo 3.0 s');
});

test('packages are those that cargo names, coloured or not; a long silence is said', () => {
  const build = times();
  build.line('\u001b[1m\u001b[32m   Compiling\u001b[0m ring v0.17.8');
  now += 12_300;
  build.line('   Compiling app v0.1.0 (/workspace/crates/app)');
  now += 100;
  build.line('    Finished `release` profile [optimized] target(s) in 12.40s');
  build.seeded(21);
  expect(build.summary).toBe(
    'Built in 12.4 s: 2 packages compiled, 21 compiled units taken from the store, longest without a word 12.3 s, after: Compiling ring v0.17.8',
  );
});

test('what the compiler cache had is the sum of all jobs, and not said where none asked it or one is not known', () => {
  const build = times();
  expect(build.summary).not.toContain('ccache');
  build.compilerCache({ hits: 0, asked: 0 });
  expect(build.summary).not.toContain('ccache');
  build.compilerCache({ hits: 28, asked: 30 });
  build.compilerCache({ hits: 0, asked: 4 });
  expect(build.summary).toBe(
    'Built in 0.0 s: 0 packages compiled, ccache had 28 of 34 C and C++ objects',
  );
  build.compilerCache(undefined);
  build.compilerCache({ hits: 1, asked: 1 });
  expect(build.summary).not.toContain('ccache');
});

test('the packages that took longest are named, of all jobs, three at most', () => {
  const build = times();
  const took = (name: string, seconds: number) => ({ name, version: '1.0.0', seconds });
  build.packages([took('ring', 12.34), took('syn', 3), took('libc', 0.2)]);
  build.packages([took('app', 71), took('syn', 10)]);
  expect(build.summary).toBe(
    'Built in 0.0 s: 0 packages compiled, slowest app v1.0.0 1 min 11 s, then syn v1.0.0 13.0 s, then ring v1.0.0 12.3 s',
  );
});

test('a silent cargo is said to be at work every 30 s, and one that speaks is not', () => {
  jest.useFakeTimers({ now: 0 });
  const build = new BuildTimes(() => Date.now());
  const reported: string[] = [];
  const end = build.watch((line) => reported.push(line));
  jest.advanceTimersByTime(25_000);
  build.line('   Compiling ring v0.17.8');
  jest.advanceTimersByTime(25_000);
  expect(reported).toEqual([]);
  jest.advanceTimersByTime(40_000);
  expect(reported).toEqual([
    'cargo is at work for 55.0 s; its last words: Compiling ring v0.17.8',
    'cargo is at work for 1 min 25 s; its last words: Compiling ring v0.17.8',
  ]);
  end();
  jest.advanceTimersByTime(120_000);
  expect(reported).toHaveLength(2);
  jest.useRealTimers();
});
