import { isStatixError } from '@statix/contract';
import { requireOwnArguments, seedArgs } from './cargo-args.js';

/** The argument that is named as refused, or undefined. */
function refused(...args: string[]): string | undefined {
  try {
    requireOwnArguments(args);
  } catch (error) {
    if (!isStatixError(error)) throw error;
    expect(error.code).toBe('STATIX_CARGO_ARGUMENT_REFUSED');
    expect(error.why).toMatch(/\.$/);
    expect(error.remedies.length).toBeGreaterThan(0);
    return / cannot have (\S+)$/.exec(error.what)?.[1];
  }
  return undefined;
}

test.each(['-v', '-vv', '--verbose', '-q', '--keep-going', '--ignore-rust-version'])(
  '%s goes to cargo',
  (argument) => {
    expect(refused(argument)).toBeUndefined();
  },
);

/** All others that `cargo build --help` of 1.96 shows, and what `cargo --help` adds. */
test.each([
  ...['--message-format', '--color', '--config', '-Z', '-h', '--help', '-p', '--package'],
  ...['--workspace', '--exclude', '--all', '--lib', '--bins', '--bin', '--examples', '--example'],
  ...['--tests', '--test', '--benches', '--bench', '--all-targets', '-F', '--features'],
  ...['--all-features', '--no-default-features', '-r', '--release', '--profile', '-j', '--jobs'],
  ...['--target', '--target-dir', '--artifact-dir', '--out-dir', '--unit-graph', '--timings'],
  ...['--manifest-path', '--lockfile-path', '--locked', '--offline', '--frozen', '-C', '-V', '--'],
])('attack: %s is refused by its name', (argument) => {
  expect(refused('-v', argument)).toBe(argument);
});

test.each([
  ['--target-dir=/tmp', '--target-dir'],
  ['-Zunstable-options', '-Z'],
  ['-j4', '-j'],
  ['-vr', '-r'],
  ['-vvZno-index-update', '-Z'],
  ['-pother', '-p'],
])('attack: %s is refused as %s', (argument, name) => {
  expect(refused(argument)).toBe(name);
});

test('crates for all projects are compiled without what is of one build', () => {
  expect(seedArgs(['-vv', '-q', '--verbose', '--keep-going', '--ignore-rust-version'])).toEqual([
    '--ignore-rust-version',
  ]);
});
