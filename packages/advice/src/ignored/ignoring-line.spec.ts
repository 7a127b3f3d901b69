import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ignoringLine, unhide } from './ignoring-line.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statix-ignored-'));
  execFileSync('git', ['init', '--quiet'], { cwd: root });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
const read = (file: string): string | undefined => {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return undefined;
  }
};
/** What git itself says: `file:line:pattern`. */
function byGit(path: string): string | undefined {
  try {
    const said = execFileSync('git', ['check-ignore', '--verbose', '--no-index', path], {
      cwd: root,
      encoding: 'utf8',
    });
    const [line = ''] = said.split('\t');
    return /^[^:]*:\d+:!/.test(line) ? undefined : line;
  } catch {
    return undefined;
  }
}
const byUs = (path: string): string | undefined => {
  const found = ignoringLine(path, false, read);
  return found === undefined ? undefined : `${found.file}:${found.line}:${found.text}`;
};

test.each<[string, Record<string, string>, string]>([
  ['an unanchored name', { '.gitignore': 'a\ndist\n' }, 'crates/app/src/dist/mod.rs'],
  ['an anchored one', { '.gitignore': '/dist\n' }, 'crates/app/src/dist/mod.rs'],
  ['a folder only', { '.gitignore': 'log/\n' }, 'src/common/log/lib.rs'],
  ['a name of a file', { '.gitignore': '*.rs\n' }, 'src/a.rs'],
  ['taken out again', { '.gitignore': 'dist\n!src/dist\n' }, 'src/dist/mod.rs'],
  ['not below a hidden folder', { '.gitignore': 'src\n!src/dist\n' }, 'src/dist/mod.rs'],
  ['a nearer file', { '.gitignore': 'dist\n', 'src/.gitignore': '!dist\n' }, 'src/dist/mod.rs'],
  ['a nearer file that hides', { 'src/.gitignore': '# it\n/dist/\n' }, 'src/dist/mod.rs'],
  ['the repository’s exclude', { '.git/info/exclude': 'dist\n' }, 'src/dist/mod.rs'],
  ['the last line decides', { '.gitignore': 'dist\ndi*\n' }, 'src/dist/mod.rs'],
])('as git says: %s', (_name, files, path) => {
  write({ ...files, [path]: '' });
  expect(byUs(path)).toBe(byGit(path));
});

test('.nxignore counts, and is not git’s', () => {
  write({ '.nxignore': 'generated\n' });
  expect(byUs('src/generated/mod.rs')).toBe('.nxignore:1:generated');
});

test.each(['dist\n', '*.rs\n', 'src/dist/\n'])(
  'the remedy for %j, followed to the letter',
  (text) => {
    const path = 'src/dist/mod.rs';
    write({ '.gitignore': text, [path]: '' });
    const found = ignoringLine(path, false, read);
    if (found === undefined) throw new Error('is not hidden');
    const { text: words, snippet } = unhide(found, path);
    writeFileSync(join(root, '.gitignore'), words.startsWith('Replace') ? `${snippet}\n` : '');
    execFileSync('git', ['add', path], { cwd: root });
    expect(ignoringLine(path, false, read)).toBeUndefined();
    expect(execFileSync('git', ['ls-files', path], { cwd: root, encoding: 'utf8' })).toBe(
      `${path}\n`,
    );
  },
);
