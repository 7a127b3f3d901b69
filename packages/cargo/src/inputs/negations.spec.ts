import { negationsOf, type Kept } from './negations.js';
import { selectInputs } from './select-inputs.js';

const kept = (...paths: string[]): Kept[] =>
  paths.map((path) => ({ path: path.replace(/\/$/, ''), below: path.endsWith('/') }));

/** What is left of `files` when `directory` is taken away but for `paths`; a slash keeps all below. */
function left(directory: string, paths: readonly string[], files: readonly string[]): string[] {
  return selectInputs(
    { sources: ['**/*', ...negationsOf(directory, kept(...paths))], files: [] },
    files,
  );
}

test('readable for what is usual', () => {
  expect(negationsOf('a', [])).toEqual(['!a/**/*']);
  expect(negationsOf('a', kept('b/Cargo.toml', 'ab/x'))).toEqual(['!a/**/*']);
  expect(negationsOf('crates/b', kept('crates/b/Cargo.toml'))).toEqual([
    '!crates/b/[^C]*',
    '!crates/b/C[^a]*',
    '!crates/b/Ca[^r]*',
    '!crates/b/*/**/*',
  ]);
});

test('nothing is taken from a directory that is kept, or that no glob can name', () => {
  expect(negationsOf('a', kept('a/'))).toEqual([]);
  expect(negationsOf('a/(b)', kept('a/(b)/Cargo.toml'))).toEqual([]);
});

const files = [
  ...['Cargo.toml', 'README.md', 'schema', 'x', '.hidden', 'src/lib.rs', 'src/a/b.rs'],
  ...[
    'schema/a.proto',
    'schema/b.proto',
    'schema/deep/a.proto',
    'macros/Cargo.toml',
    'macros/src/lib.rs',
  ],
].map((file) => `d/${file}`);

test.each([
  [['d/Cargo.toml'], ['Cargo.toml']],
  [
    ['d/Cargo.toml', 'd/macros/'],
    ['Cargo.toml', 'macros/Cargo.toml', 'macros/src/lib.rs'],
  ],
  [
    ['d/Cargo.toml', 'd/schema/a.proto'],
    ['Cargo.toml', 'schema', 'schema/a.proto'],
  ],
  [
    ['d/schema/deep/', 'd/schema/b.proto'],
    ['schema', 'schema/b.proto', 'schema/deep/a.proto'],
  ],
  [
    ['d/macros/Cargo.toml', 'd/src/a/'],
    ['src/a/b.rs', 'macros/Cargo.toml'],
  ],
  [
    ['d/x', 'd/Cargo.toml', 'd/README.md'],
    ['Cargo.toml', 'README.md', 'x'],
  ],
  [['d/.hidden'], ['.hidden']],
])('but for %j', (paths, expected) => {
  expect(left('d', paths, files).sort()).toEqual(expected.map((file) => `d/${file}`).sort());
});

test('a name is kept with those that begin like it, never without it', () => {
  const names = [
    'C',
    'Ca',
    'Car',
    'Cargo',
    'Cargo.toml',
    'Cargo.tomlx',
    'Card',
    'Cat',
    'Dog',
    'c',
    'x-y',
    'x+y',
    'é',
  ];
  for (const name of names) {
    const rest = left(
      'd',
      [`d/${name}`],
      names.map((other) => `d/${other}`),
    );
    expect(rest).toContain(`d/${name}`);
  }
  expect(
    left(
      'd',
      ['d/Cargo.toml'],
      names.map((name) => `d/${name}`),
    ),
  ).toEqual(
    ['C', 'Ca', 'Car', 'Cargo', 'Cargo.toml', 'Cargo.tomlx', 'Card'].map((name) => `d/${name}`),
  );
});
