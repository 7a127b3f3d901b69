import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { readGraph } from './read-graph.js';

let outside: string;
let root: string;
beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'statix-bad-input-'));
  root = join(outside, 'repository');
});
afterEach(() => {
  rmSync(outside, { recursive: true });
});

const manifest = (name: string, more = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;

/** A Cargo workspace with a program, and a program that stands alone. */
const good = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
  'crates/good/Cargo.toml': manifest('good'),
  'crates/good/src/main.rs': '',
  'alone/Cargo.toml': manifest('alone', '[workspace]\n'),
  'alone/src/main.rs': '',
  'alone/Cargo.lock': 'version = 4\n',
};

interface Seen {
  /** `file: code what` of each problem, and the projects whose targets fail with it. */
  readonly problems: string[];
  /** Names of projects that can be built. */
  readonly programs: string[];
  /** Names of projects whose static targets fail. */
  readonly failing: string[];
  /** What a user is told, which is told once. */
  readonly told: string;
}

async function infer(
  files: Readonly<Record<string, string | Uint8Array>>,
  links: Readonly<Record<string, string>> = {},
  options?: unknown,
): Promise<Seen> {
  for (const [path, content] of Object.entries({ ...good, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
  const manifests = [
    ...new Set([...Object.keys(good), ...Object.keys(files), ...Object.keys(links)]),
  ]
    .filter((path) => path.endsWith('Cargo.toml'))
    .sort();
  const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const question = { workspaceRoot: root, files: manifests, options };
  const { nodes, problems } = await readGraph(question);
  const seen = told.mock.calls.join('');
  told.mockRestore();
  const projects = nodes.flatMap(([, { projects = {} }]) => Object.values(projects));
  return {
    problems: problems.map(({ file, message, projects }) =>
      [`${file}: ${message.split('\n')[0] ?? ''}`, ...projects].join(' | '),
    ),
    programs: namesWhere(projects, '@statix/cargo-musl:build'),
    failing: namesWhere(projects, '@statix/nx:problem'),
    told: seen,
  };
}

function namesWhere(
  projects: readonly Partial<ProjectConfiguration>[],
  executor: string,
): string[] {
  return projects
    .filter(({ targets }) => targets?.['build-static']?.executor === executor)
    .map(({ name }) => name ?? '')
    .sort();
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');

const lockEntry = (name: string, more = '') =>
  `[[package]]\nname = "${name}"\nversion = "0.1.0"\n${more}`;

test.each<[string, Record<string, string | Uint8Array>, RegExp]>([
  [
    'a manifest that is no TOML',
    { 'crates/bad/Cargo.toml': '[package]\nname = "bad"\nversion =\n' },
    /^crates\/bad\/Cargo\.toml: STATIX_MANIFEST_SYNTAX {2}crates\/bad\/Cargo\.toml:3:\d+: /,
  ],
  [
    'a manifest with a wrong value',
    { 'crates/bad/Cargo.toml': '[package]\nname = "bad"\nautobins = "no"\n' },
    /^crates\/bad\/Cargo\.toml: STATIX_MANIFEST_INVALID {2}crates\/bad\/Cargo\.toml:3:\d+: package\.autobins/,
  ],
  [
    'an empty manifest',
    { 'crates/bad/Cargo.toml': '' },
    /^crates\/bad\/Cargo\.toml: STATIX_MANIFEST_INVALID {2}crates\/bad\/Cargo\.toml:1:1: /,
  ],
  [
    'a manifest in Latin-1',
    { 'crates/bad/Cargo.toml': latin1('[package]\nname = "b\u00e4d"\n') },
    /^crates\/bad\/Cargo\.toml: STATIX_MANIFEST_UNREADABLE {2}crates\/bad\/Cargo\.toml:2:10: the byte 0xe4 is not UTF-8/,
  ],
  [
    'a merge conflict',
    { 'crates/bad/Cargo.toml': `${manifest('bad')}<<<<<<< ours\n=======\n>>>>>>> theirs\n` },
    /^crates\/bad\/Cargo\.toml: STATIX_MANIFEST_SYNTAX {2}crates\/bad\/Cargo\.toml:5:\d+: /,
  ],
  [
    'a name twice in one workspace',
    { 'crates/twin/Cargo.toml': manifest('good'), 'crates/twin/src/lib.rs': '' },
    /^crates\/twin\/Cargo\.toml: STATIX_MANIFEST_DUPLICATE_NAME {2}crates\/twin\/Cargo\.toml:2:1: there are two packages named 'good'/,
  ],
  [
    'a path dependency without a package',
    {
      'crates/bad/Cargo.toml': manifest('bad', '[dependencies]\ngone = { path = "../gone" }\n'),
      'crates/bad/src/lib.rs': '',
    },
    /^crates\/bad\/Cargo\.toml: STATIX_MANIFEST_DEPENDENCY_MISSING {2}crates\/bad\/Cargo\.toml:6:1: .*'\.\.\/gone'/,
  ],
  [
    'a member that is missing',
    { 'Cargo.toml': '[workspace]\nmembers = ["crates/*", "tools/gone"]\n' },
    /^Cargo\.toml: STATIX_MANIFEST_MEMBER_MISSING {2}Cargo\.toml:2:\d+: the member 'tools\/gone' does not exist/,
  ],
  [
    'a member glob that matches nothing',
    { 'Cargo.toml': '[workspace]\nmembers = [\n  "crates/*",\n  "tools/*",\n]\n' },
    /^Cargo\.toml: STATIX_MANIFEST_MEMBER_MISSING {2}Cargo\.toml:4:\d+: the member 'tools\/\*' does not exist/,
  ],
  [
    'a member outside of the repository',
    { 'Cargo.toml': '[workspace]\nmembers = ["crates/*", "../elsewhere"]\n' },
    /^Cargo\.toml: STATIX_MANIFEST_MEMBER_MISSING {2}Cargo\.toml:2:\d+: the member '\.\.\/elsewhere' leads out of the repository/,
  ],
  [
    'a lock that is no TOML',
    { 'Cargo.lock': 'version = 4\n\n[[package]]\nname = "good\n' },
    /^Cargo\.lock: STATIX_LOCKFILE_INVALID {2}Cargo\.lock:4:\d+: /,
  ],
  [
    'a lock with a merge conflict',
    { 'Cargo.lock': `version = 4\n<<<<<<< ours\n${lockEntry('good')}` },
    /^Cargo\.lock: STATIX_LOCKFILE_INVALID {2}Cargo\.lock:2:\d+: /,
  ],
  [
    'a lock of a version that is not known',
    { 'Cargo.lock': 'version = 5\n' },
    /^Cargo\.lock: STATIX_LOCKFILE_INVALID {2}Cargo\.lock:1:\d+: version: /,
  ],
  [
    'a lock with an entry that is none',
    { 'Cargo.lock': 'version = 4\n\n[[package]]\nname = "good"\nversion = 1\n' },
    /^Cargo\.lock: STATIX_LOCKFILE_INVALID {2}Cargo\.lock:5:\d+: package\.0\.version: /,
  ],
  [
    'a lock in Latin-1',
    { 'Cargo.lock': latin1('version = 4\n# \u00e4\n') },
    /^Cargo\.lock: STATIX_FILE_NOT_UTF8 {2}Cargo\.lock:2:3: the byte 0xe4 is not UTF-8/,
  ],
])(
  'fault: %s is one problem at its line, and the good programs stay',
  async (_name, files, problem) => {
    const { problems, programs, failing, told } = await infer(files);
    expect(problems).toEqual([expect.stringMatching(problem)]);
    // A lock is what all programs of its workspace are built by, and no others.
    const broken = Object.keys(files).includes('Cargo.lock') ? ['good'] : [];
    expect(failing).toEqual(broken);
    expect(programs).toEqual(['alone', 'good'].filter((name) => !broken.includes(name)));
    expect(told.split('\n').length).toBeLessThanOrEqual(4);
  },
);

test('packages that depend on each other in a circle', async () => {
  const { problems, programs } = await infer({
    'crates/one/Cargo.toml': manifest('one', '[dependencies]\ntwo = { path = "../two" }\n'),
    'crates/one/src/lib.rs': '',
    'crates/two/Cargo.toml': manifest('two', '[dependencies]\none = { path = "../one" }\n'),
    'crates/two/src/lib.rs': '',
  });
  expect(problems).toEqual([
    'crates/two/Cargo.toml: STATIX_MANIFEST_CYCLE  crates/two/Cargo.toml:6:1: two depends on itself: one → two → one | one | two',
  ]);
  expect(programs).toEqual(['alone', 'good']);
});

test.each<[string, string]>([
  ['1', `[root]\nname = "good"\nversion = "0.1.0"\n\n[metadata]\n"checksum x 1.0.0 (y)" = "00"\n`],
  ['2', lockEntry('good')],
  ['3', `version = 3\n\n${lockEntry('good')}`],
  ['4', `version = 4\n\n${lockEntry('good')}`],
])('a lock of version %s is read', async (_version, lock) => {
  expect(await infer({ 'Cargo.lock': lock })).toEqual({
    problems: [],
    programs: ['alone', 'good'],
    failing: [],
    told: '',
  });
});

test('links in a circle, to themselves, upwards and out of the repository', async () => {
  mkdirSync(join(outside, 'foreign/src'), { recursive: true });
  writeFileSync(join(outside, 'foreign/Cargo.toml'), manifest('foreign'));
  const { problems, programs } = await infer(
    {
      'Cargo.toml': '[workspace]\nmembers = ["crates/*", "loops/**"]\n',
      'loops/real/Cargo.toml': `${manifest('real')}[lib]\npath = "lib.rs"\n`,
      'loops/real/lib.rs': '',
    },
    {
      'loops/up': '../..',
      'loops/self': 'self',
      'loops/there': 'back',
      'loops/back': 'there',
      'crates/good/src/bin': '..',
      'foreign/Cargo.toml': '../../foreign/Cargo.toml',
      'dead/Cargo.toml': 'nowhere.toml',
    },
  );
  expect(problems.sort()).toEqual([
    expect.stringMatching(
      /^dead\/Cargo\.toml: STATIX_MANIFEST_UNREADABLE {2}dead\/Cargo\.toml:1:1: /,
    ),
    expect.stringMatching(
      /^foreign\/Cargo\.toml: STATIX_MANIFEST_UNREADABLE {2}foreign\/Cargo\.toml:1:1: /,
    ),
  ]);
  expect(programs).toEqual(['alone', 'good']);
});

test('a huge manifest and a huge lock are read, and one that is broken at its end is named there', async () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `crate-${index} = "1"\n`).join('');
  const entries = Array.from({ length: 20_000 }, (_, index) => `\n${lockEntry(`crate-${index}`)}`);
  const { problems, programs } = await infer({
    'Cargo.lock': `version = 4\n\n${lockEntry('good')}${entries.join('')}`,
    'crates/huge/Cargo.toml': manifest('huge', `[dependencies]\n${lines}`),
    'crates/huge/src/main.rs': '',
    'crates/worse/Cargo.toml': manifest('worse', `[dependencies]\n${lines}last =\n`),
  });
  expect(problems).toEqual([
    expect.stringMatching(
      /^crates\/worse\/Cargo\.toml: STATIX_MANIFEST_SYNTAX {2}crates\/worse\/Cargo\.toml:100006:\d+: /,
    ),
  ]);
  expect(programs).toEqual(['alone', 'good', 'huge']);
});
