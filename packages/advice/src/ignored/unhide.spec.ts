import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { ignoredBy, repositoryFiles, type IgnoreLine } from '@statix/cargo';
import { hiddenFrom, unhide } from './unhide.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statix-ignored-'));
  execaSync('git', ['init', '--quiet'], { cwd: root });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
const lineFor = (path: string): IgnoreLine | undefined => ignoredBy(repositoryFiles(root))(path);

test.each([
  ['.gitignore', 'dist\n'],
  ['.gitignore', '*.rs\n'],
  ['.gitignore', 'src/dist/\n'],
  ['src/.gitignore', 'dist\n'],
  ['.git/info/exclude', 'dist\n'],
])('the remedy for a line of %s, %j, followed to the letter', (file, text) => {
  const path = 'src/dist/mod.rs';
  write(path, '');
  write(file, text);
  const found = lineFor(path);
  if (found === undefined) throw new Error('is not hidden');
  expect(hiddenFrom(found)).toBe('from git, from Nx and from the build');
  const { text: words, snippet } = unhide(found, path);
  write(file, words.startsWith('Replace') ? `${snippet}\n` : '');
  execaSync('git', ['add', path], { cwd: root });
  expect(lineFor(path)).toBeUndefined();
  expect(execaSync('git', ['ls-files', path], { cwd: root }).stdout).toBe(path);
});

test('git knows nothing of .nxignore', () => {
  write('.nxignore', 'generated\n');
  write('src/generated/mod.rs', '');
  const found = lineFor('src/generated/mod.rs');
  expect(found && hiddenFrom(found)).toBe('from Nx and from the build');
});
