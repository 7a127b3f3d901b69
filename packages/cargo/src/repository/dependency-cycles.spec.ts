import { cargo, describeWithCargo } from '../testing/cargo.js';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
} from '../testing/temporary-repository.js';

afterAll(removeTemporaryRepositories);

const root = { 'Cargo.toml': '[workspace]\nmembers = ["a", "b", "c"]\nresolver = "2"\n' };

function library(name: string, more = ''): Record<string, string> {
  return { [`${name}/Cargo.toml`]: packageToml(name, more), [`${name}/src/lib.rs`]: '' };
}

const cases: [string, Record<string, string>, string | undefined][] = [
  [
    'two packages',
    {
      ...library('a', '[dependencies]\nb = { path = "../b" }\n'),
      ...library('b', '\n[dependencies]\na = { path = "../a" }\n'),
      ...library('c'),
    },
    'b/Cargo.toml:7:1: b depends on itself: a → b → a',
  ],
  [
    'three, by build scripts, targets and features',
    {
      ...library('a', '[build-dependencies]\nb = { path = "../b" }\n'),
      ...library('b', '[target."cfg(windows)".dependencies]\nc = { path = "../c" }\n'),
      ...library('c', '[dependencies]\na = { path = "../a", optional = true }\n'),
    },
    'c/Cargo.toml:6:1: c depends on itself: a → b → c → a',
  ],
  [
    'one package',
    {
      ...library('a', '[dependencies]\na = { path = "." }\n'),
      ...library('b'),
      ...library('c'),
    },
    'a/Cargo.toml:6:1: a depends on itself: a → a',
  ],
  [
    'tests may lead back',
    {
      ...library('a', '[dev-dependencies]\nb = { path = "../b" }\na = { path = "." }\n'),
      ...library('b', '[dependencies]\na = { path = "../a" }\n'),
      ...library('c'),
    },
    undefined,
  ],
];

test.each(cases)('%s', (_name, files, what) => {
  const repository = temporaryRepository({ ...root, ...files }).read();
  expect(repository.problems.map(({ error }) => error.what)).toEqual(
    what === undefined ? [] : [what],
  );
  // The projects stay: they are in the graph, and what is wrong is said.
  expect(repository.packages).toHaveLength(3);
});

test('a chain of five thousand packages ends', () => {
  const count = 5000;
  const chain = Object.assign(
    {},
    ...Array.from({ length: count }, (_, index) =>
      library(
        `p${index}`,
        index === 0 ? '' : `[dependencies]\np${index - 1} = { path = "../p${index - 1}" }\n`,
      ),
    ),
  ) as Record<string, string>;
  expect(temporaryRepository(chain).read().problems).toEqual([]);
});

describeWithCargo('and cargo', () => {
  test.each(cases)('%s', (_name, files, what) => {
    const repository = temporaryRepository({ ...root, ...files });
    const { ok, stderr } = cargo(repository.root, 'metadata', '--offline', '--format-version', '1');
    expect(ok).toBe(what === undefined);
    if (what !== undefined) expect(stderr).toMatch(/cyclic package dependency|depends on itself/);
  });
});
