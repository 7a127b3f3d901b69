import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { ownCargoConfigs, ownFiles } from './own-files.js';

const newFolder = temporaryFolders();
let home: string;
let workspace: string;

beforeEach(() => {
  home = realpathSync(newFolder());
  workspace = realpathSync(newFolder());
  mkdirSync(join(home, '.cargo'));
  mkdirSync(join(workspace, '.cargo'));
});

const own = (env: NodeJS.ProcessEnv = {}) => ownFiles({ HOME: home, ...env }, workspace);

test('credentials and configuration of the home folder; the names without an ending win', () => {
  writeFileSync(join(home, '.cargo/config'), '[registries.a]\nindex = "old"\n');
  writeFileSync(join(home, '.cargo/config.toml'), '[registries.a]\nindex = "new"\n');
  writeFileSync(join(home, '.cargo/credentials.toml'), '[registries.a]\ntoken = "t"\n');
  expect(ownCargoConfigs(own()).map(({ path }) => path)).toEqual([
    join(home, '.cargo/credentials.toml'),
    join(home, '.cargo/config'),
  ]);
});

test('attack: a CARGO_HOME in the workspace, or that leads into it, is not the machine’s', () => {
  writeFileSync(join(workspace, '.cargo/config.toml'), '[registries.a]\nindex = "theirs"\n');
  symlinkSync(join(workspace, '.cargo'), join(home, 'linked'));
  symlinkSync(join(workspace, '.cargo/config.toml'), join(home, '.cargo/config.toml'));
  for (const CARGO_HOME of [join(workspace, '.cargo'), join(home, 'linked'), '.cargo'])
    expect(ownCargoConfigs(own({ CARGO_HOME }))).toEqual([]);
  expect(ownCargoConfigs(own())).toEqual([]);
});

test('attack: programs are not looked for in the workspace', () => {
  mkdirSync(join(workspace, 'node_modules/.bin'), { recursive: true });
  const PATH = [join(workspace, 'node_modules/.bin'), '', '.', home, '/usr/bin'].join(':');
  expect(own({ PATH }).searchPath).toBe(`${home}:/usr/bin`);
});

test('attack: an error about the credentials shows no line of them', () => {
  writeFileSync(join(home, '.cargo/credentials.toml'), '[registries.a]\ntoken = s3cret"\n');
  let thrown: unknown;
  try {
    ownCargoConfigs(own());
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'STATIX_CREDENTIALS_UNREADABLE', excerpt: [] });
  expect(JSON.stringify(thrown) + String(thrown)).not.toContain('s3cret');
});
