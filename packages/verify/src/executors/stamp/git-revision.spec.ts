import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { execaSync } from 'execa';
import { gitRevision } from './git-revision.js';
import { whichRevision } from './which-revision.js';

const newFolder = temporaryFolders();
const environment = { ...process.env };
const identity = [
  '-c',
  'user.name=t',
  '-c',
  'user.email=t@example',
  '-c',
  'init.defaultBranch=main',
];
let root: string;

function git(...args: string[]): string {
  return execaSync('git', [...identity, ...args], { cwd: root }).stdout;
}

beforeEach(() => {
  root = newFolder();
  // Nothing of the machine's own settings.
  process.env['GIT_CONFIG_GLOBAL'] = '/dev/null';
  process.env['GIT_CONFIG_NOSYSTEM'] = '1';
  process.env['GIT_CEILING_DIRECTORIES'] = join(root, '..');
});
afterEach(() => {
  process.env = { ...environment };
});

/** A repository with a commit, and the commit. */
function repository(...init: string[]): string {
  git('init', '--quiet', ...init);
  writeFileSync(join(root, 'main.rs'), 'fn main() {}\n');
  writeFileSync(join(root, '.gitignore'), 'dist\n');
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  return git('rev-parse', 'HEAD');
}

const ask = (options: { dirty?: 'mark' | 'refuse'; revision?: string } = {}, asked?: string) =>
  whichRevision(
    { dirty: 'mark', ...options },
    { workspaceRoot: root, ...(asked === undefined ? {} : { asked }) },
  );

test.each([[], ['--object-format=sha256']])(
  'the commit of a clean tree (git init %s)',
  async (...init) => {
    const commit = repository(...init);
    expect(commit).toHaveLength(init.length === 0 ? 40 : 64);
    expect(await ask()).toEqual({ text: commit, from: 'git' });
  },
);

test('what git ignores changes nothing', async () => {
  const commit = repository();
  mkdirSync(join(root, 'dist'));
  writeFileSync(join(root, 'dist/app'), '');
  expect(await ask()).toEqual({ text: commit, from: 'git' });
});

test.each<[string, () => void]>([
  [
    'changed',
    () => {
      appendFileSync(join(root, 'main.rs'), '// x\n');
    },
  ],
  [
    'removed',
    () => {
      unlinkSync(join(root, 'main.rs'));
    },
  ],
  [
    'new',
    () => {
      writeFileSync(join(root, 'new.rs'), '');
    },
  ],
  [
    'staged',
    () => {
      writeFileSync(join(root, 'new.rs'), '');
      git('add', '.');
    },
  ],
  [
    'made executable',
    () => {
      chmodSync(join(root, 'main.rs'), 0o755);
    },
  ],
])('a tree in which a file is %s is marked, or refused', async (_how, change) => {
  const commit = repository();
  change();
  expect(await ask()).toEqual({ text: `${commit}-dirty`, from: 'git' });
  const error = await statixErrorOf(ask({ dirty: 'refuse' }));
  expect(error.code).toBe('STATIX_REVISION_DIRTY');
  expect(error.excerpt).toHaveLength(1);
});

test('a setting that hides new files hides none', async () => {
  const commit = repository();
  git('config', 'status.showUntrackedFiles', 'no');
  writeFileSync(join(root, 'new.rs'), '');
  expect(await ask()).toEqual({ text: `${commit}-dirty`, from: 'git' });
});

test('option before STATIX_REVISION before git; git is then not asked', async () => {
  expect(await ask({ revision: 'r1' }, 'r2')).toEqual({ text: 'r1', from: 'option' });
  expect(await ask({}, 'v1.2.3 (build 7)')).toEqual({
    text: 'v1.2.3 (build 7)',
    from: 'environment',
  });
  const commit = repository();
  expect(await ask({}, '')).toEqual({ text: commit, from: 'git' });
});

test.each([
  ['a line break', 'v1\nPASS'],
  ['an escape', '\u001b[2J'],
  ['a zero', 'v1\0'],
  ['a letter beyond ASCII', 'v1–2'],
  ['a space at the end', 'v1 '],
  ['96 characters', 'x'.repeat(96)],
])('attack: STATIX_REVISION with %s is refused', async (_what, text) => {
  const error = await statixErrorOf(ask({}, text));
  expect(error.code).toBe('STATIX_REVISION_INVALID');
  expect(error.what).not.toMatch(/[\0-\x1f]/);
});

test('a detached HEAD and a shallow clone have a commit too', async () => {
  const first = repository();
  git('commit', '--quiet', '--allow-empty', '--message=second');
  git('checkout', '--quiet', first);
  expect(await ask()).toEqual({ text: first, from: 'git' });
  const source = root;
  root = newFolder();
  execaSync('git', ['clone', '--quiet', '--depth=1', `file://${source}`, '.'], { cwd: root });
  expect(await ask()).toEqual({ text: first, from: 'git' });
});

test('fault: no repository', async () => {
  const error = await statixErrorOf(ask());
  expect(error.code).toBe('STATIX_REVISION_UNKNOWN');
  expect(error.why).toContain('not a git repository');
});

test('fault: a repository without a commit', async () => {
  git('init', '--quiet');
  expect((await statixErrorOf(ask())).code).toBe('STATIX_REVISION_UNKNOWN');
});

test('fault: no git on the machine', async () => {
  process.env['PATH'] = root;
  const error = await statixErrorOf(ask());
  expect(error).toMatchObject({
    code: 'STATIX_REVISION_UNKNOWN',
    why: 'There is no git on this machine.',
  });
});

test.each([
  ['nothing', ''],
  ['a name', 'main'],
  ['a commit and more', `${'a'.repeat(40)} trusted`],
  ['escapes', '\u001b]0;x\u0007'],
])('attack: a git that prints %s', async (_what, printed) => {
  const bin = newFolder();
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nprintf '%s' '${printed}'\n`, { mode: 0o755 });
  process.env['PATH'] = `${bin}:${process.env['PATH'] ?? ''}`;
  const error = await statixErrorOf(ask());
  expect(error.code).toBe('STATIX_REVISION_UNKNOWN');
  expect(error.why).not.toContain('\u001b');
});

describe('in a run of Nx that began before', () => {
  /** A time after everything that was done before the call. */
  function now(): number {
    const marker = join(newFolder(), 'marker');
    writeFileSync(marker, '');
    // With its fractions: what was done in the same millisecond before it is not after it.
    return lstatSync(marker).ctimeMs;
  }

  const codeOf = async (since: number) => (await statixErrorOf(gitRevision(root, since))).what;

  test('nothing has changed since', async () => {
    const commit = repository();
    expect(await gitRevision(root, now())).toEqual({ commit, changed: [] });
  });

  test.each<[string, string, () => void]>([
    [
      'a commit was made',
      'what HEAD is',
      () => git('commit', '--quiet', '--allow-empty', '--message=x'),
    ],
    [
      'another commit was checked out',
      'what HEAD is',
      () => git('checkout', '--quiet', '--detach'),
    ],
    [
      'a file was changed',
      "'main.rs'",
      () => {
        appendFileSync(join(root, 'main.rs'), 'x');
      },
    ],
    [
      'a change was taken back',
      "'main.rs'",
      () => {
        writeFileSync(join(root, 'main.rs'), 'fn main() {}\n');
      },
    ],
    [
      'a file was removed',
      "'main.rs'",
      () => {
        rmSync(join(root, 'main.rs'));
      },
    ],
    [
      'a file was added',
      "'new.rs'",
      () => {
        writeFileSync(join(root, 'new.rs'), '');
      },
    ],
  ])(
    'attack: %s, and the text would be stored under the hash of another',
    async (_what, named, change) => {
      repository();
      const since = now();
      // The clock of the file system goes in steps.
      while (now() === since);
      change();
      expect(await codeOf(since)).toMatch(
        new RegExp(`^${named} changed after this run of Nx began`),
      );
    },
  );
});
