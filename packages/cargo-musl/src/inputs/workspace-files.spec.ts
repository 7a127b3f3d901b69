import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceFiles } from './workspace-files.js';

let root: string;
beforeAll(() => {
  process.env['NX_DAEMON'] = 'false';
  root = mkdtempSync(join(tmpdir(), 'statix-files-'));
  mkdirSync(join(root, 'app/src'), { recursive: true });
  for (const path of ['nx.json', 'app/Cargo.toml', 'app/src/main.rs', 'app/src/secret.rs'])
    writeFileSync(join(root, path), path === 'nx.json' ? '{}' : '');
});
afterAll(() => {
  delete process.env['NX_DAEMON'];
  rmSync(root, { recursive: true });
});

test.each([
  ['a glob', ['app/**/*.rs'], ['app/src/main.rs', 'app/src/secret.rs']],
  ['a negation', ['app/**/*.rs', '!app/src/secret.rs'], ['app/src/main.rs']],
  // A package without others in its workspace: a fetch asks for no manifest besides the cut ones.
  ['nothing', [], []],
  ['only a negation', ['!app/src/secret.rs'], []],
])('%s', async (_name, globs, expected) => {
  await expect(workspaceFiles(root, globs)).resolves.toEqual(expected);
});
