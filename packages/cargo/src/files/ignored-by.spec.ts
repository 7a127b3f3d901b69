import { join } from 'node:path';
import { execaSync } from 'execa';
import { repositoryFiles } from '../index.js';
import {
  removeTemporaryRepositories,
  temporaryRepository,
} from '../testing/temporary-repository.js';
import { ignoredBy, type IgnoreFile } from './ignored-by.js';

afterAll(removeTemporaryRepositories);

/** `file:line:pattern`, as `git check-ignore` says it. */
function byUs(root: string, path: string, ignoreFiles?: readonly IgnoreFile[]): string | undefined {
  const found = ignoredBy(repositoryFiles(root), ignoreFiles)(path);
  return found && `${found.file}:${found.line}:${found.pattern}`;
}

function byGit(root: string, path: string): string | undefined {
  const git = execaSync('git', ['check-ignore', '--verbose', '--no-index', path], {
    cwd: root,
    reject: false,
  });
  const [said = ''] = git.stdout.split('\t');
  // It names the line of a negation as well, where that is the last one.
  return said === '' || said.includes(':!') ? undefined : said;
}

function gitRepository(content: Record<string, string>): string {
  const { root, write } = temporaryRepository({});
  execaSync('git', ['init', '--quiet'], { cwd: root });
  write(content);
  return root;
}

const files = {
  '.gitignore': '# built\ntarget/\n\nlog/\n*.tmp\n/dist\n!keep.tmp\n',
  'src/common/log/Cargo.toml': '',
  'src/common/log/src/lib.rs': '',
  'src/log.rs': '',
  'src/LOG/lib.rs': '',
  'src/a.tmp': '',
  'src/keep.tmp': '',
  'src/dist/mod.rs': '',
  'dist/app': '',
  'sub/.gitignore': '!*.tmp\nsecret\n',
  'sub/b.tmp': '',
  'sub/deep/secret': '',
};

test.each([
  ['src/common/log/src/lib.rs', '.gitignore:4:log/'],
  ['src/common/log', '.gitignore:4:log/'],
  ['src/log.rs', undefined],
  ['src/LOG/lib.rs', undefined],
  ['src/a.tmp', '.gitignore:5:*.tmp'],
  ['src/keep.tmp', undefined],
  ['src/dist/mod.rs', undefined],
  ['dist/app', '.gitignore:6:/dist'],
  ['sub/b.tmp', undefined],
  ['sub/deep/secret', 'sub/.gitignore:2:secret'],
])('%s is ignored by %s, as git says', (path, expected) => {
  const root = gitRepository(files);
  expect([byUs(root, path), byGit(root, path)]).toEqual([expected, expected]);
});

test.each<[string, Record<string, string>, string]>([
  ['an unanchored name', { '.gitignore': 'a\ndist\n' }, 'crates/app/src/dist/mod.rs'],
  ['an anchored one', { '.gitignore': '/dist\n' }, 'crates/app/src/dist/mod.rs'],
  ['a folder only', { '.gitignore': 'log/\n' }, 'src/common/log/lib.rs'],
  ['a name of a file', { '.gitignore': '*.rs\n' }, 'src/a.rs'],
  ['lines that end as on Windows', { '.gitignore': 'a\r\n*.rs\r\n' }, 'src/b.rs'],
  ['an exclamation mark of the name', { '.gitignore': '\\!a\n' }, '!a'],
  ['taken out again', { '.gitignore': 'dist\n!src/dist\n' }, 'src/dist/mod.rs'],
  ['not below an ignored folder', { '.gitignore': 'src\n!src/dist\n' }, 'src/dist/mod.rs'],
  ['a nearer file', { '.gitignore': 'dist\n', 'src/.gitignore': '!dist\n' }, 'src/dist/mod.rs'],
  [
    'a folder of a path that a nearer file takes in',
    { '.gitignore': 'src/dist\n', 'src/.gitignore': '!/dist\n' },
    'src/dist/sub/mod.rs',
  ],
  ['a nearer file that ignores', { 'src/.gitignore': '# it\n/dist/\n' }, 'src/dist/mod.rs'],
  ['the repository’s exclude', { '.git/info/exclude': 'dist\n' }, 'src/dist/mod.rs'],
  [
    'exclude is the weakest',
    { '.git/info/exclude': 'dist\n', '.gitignore': '!dist\n' },
    'src/dist/mod.rs',
  ],
  ['the last line decides', { '.gitignore': 'dist\ndi*\n' }, 'src/dist/mod.rs'],
])('as git says: %s', (_name, ignoreFiles, path) => {
  const root = gitRepository({ ...ignoreFiles, [path]: '' });
  const said = byUs(root, path);
  expect(said?.replace('\r', '')).toBe(byGit(root, path)?.replace('\r', ''));
});

const everyFile = {
  '.gitignore': 'neg\nneg2\ntaken\n',
  '.nxignore': '!neg\nold/\n',
  '.ignore': 'c\n!taken\n',
  '.git/info/exclude': 'excl\n',
  'a/.nxignore': 'b\n',
  'a/.gitignore': 'g\n!excl\n',
  'd/.nxignore': '!neg2\n',
  ...Object.fromEntries(
    ['a/b/f', 'a/g', 'a/h', 'a/excl', 'c/excl', 'c/neg2', 'd/e/neg', 'd/neg2', 'd/taken']
      .concat('old/x', 'x/old/y', 'neg/in/it', 'c/taken')
      .map((path) => [path, '']),
  ),
};

test('lists what Nx lists', async () => {
  const root = gitRepository(everyFile);
  const { globWithWorkspaceContext } = await import('@nx/devkit/internal');
  process.env['NX_DAEMON'] = 'false';
  const listed = new Set(await globWithWorkspaceContext(root, ['**/*'], []));
  const paths = Object.keys(everyFile).filter((path) => !path.startsWith('.git/'));
  const seen = paths.filter((path) => byUs(root, path) === undefined);
  expect(seen).toEqual(paths.filter((path) => listed.has(path)));
  expect(seen.length).toBeGreaterThan(8);
  expect(seen.length).toBeLessThan(paths.length - 5);
});

test('of git alone what .gitignore says counts', () => {
  const root = gitRepository(everyFile);
  expect(byUs(root, 'd/neg2', ['.gitignore'])).toBe('.gitignore:2:neg2');
  expect(byUs(root, 'old', ['.gitignore'])).toBeUndefined();
});

test('a folder that is not there yet', () => {
  const root = gitRepository({ '.gitignore': 'target/\n' });
  const line = ignoredBy(repositoryFiles(root));
  expect(line('app/target')).toBeUndefined();
  expect(line('app/target', true)).toMatchObject({ line: 1 });
});

test('fault: an ignore file that is no text, or a folder of that name', () => {
  const root = gitRepository({ '.gitignore/x': '', 'src/a.rs': '' });
  expect(byUs(root, 'src/a.rs')).toBeUndefined();
  const latin = temporaryRepository({ '.gitignore': Buffer.from([0x66, 0xfc, 0x0a]), fu: '' }).root;
  expect(ignoredBy(repositoryFiles(latin))('fu')).toBeUndefined();
  expect(byUs(join(root, '.'), 'src')).toBeUndefined();
});
