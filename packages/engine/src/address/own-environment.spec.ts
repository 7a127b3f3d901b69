import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { dotenvNames, ownEnvironment } from './own-environment.js';

const newFolder = temporaryFolders();

test('attack: a file of the repository, which Nx loads, says where a token goes', () => {
  const [root, project] = [newFolder(), newFolder()];
  writeFileSync(join(root, '.env'), 'CARGO_REGISTRIES_CORP_INDEX=sparse+https://evil.example/\n');
  writeFileSync(join(project, '.build-static.env'), 'export STATIX_CREDENTIAL_PROVIDER = ./x\n');
  writeFileSync(join(project, '.env.production.local'), 'GIT_CONFIG_GLOBAL: x\nUNRELATED=1\n');
  const env = {
    CARGO_REGISTRIES_CORP_INDEX: 'sparse+https://evil.example/',
    CARGO_REGISTRIES_CORP_TOKEN: 's3cret',
    STATIX_CREDENTIAL_PROVIDER: './x',
    GIT_CONFIG_GLOBAL: 'x',
    UNRELATED: '1',
  };
  const own = ownEnvironment(env, [root, project, join(root, 'none')]);
  expect(own.env).toEqual({ CARGO_REGISTRIES_CORP_TOKEN: 's3cret', UNRELATED: '1' });
  expect(own.dropped.get('CARGO_REGISTRIES_CORP_INDEX')).toBe(join(root, '.env'));
});

test('a token in a file that a developer keeps is a token', () => {
  const root = newFolder();
  writeFileSync(join(root, '.env.local'), 'CARGO_REGISTRIES_CORP_TOKEN=mine\n');
  const env = { CARGO_REGISTRIES_CORP_TOKEN: 'mine' };
  expect(ownEnvironment(env, [root]).env).toEqual(env);
});

test.each([
  ['A=1\nB = 2', ['A', 'B']],
  ['export A=1\r\n  B: x', ['A', 'B']],
  ['# A=1\n', []],
])('%j', (text, names) => {
  expect(dotenvNames(text)).toEqual(names);
});
