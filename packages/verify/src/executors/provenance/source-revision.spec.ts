import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { execaSync } from 'execa';
import { repositoryUri, sourceRevision } from './source-revision.js';

const newFolder = temporaryFolders();
const environment = { ...process.env };
let root: string;

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example'];
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

test('names the commit, whether the tree differs from it, and the repository', async () => {
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message=one');
  git('remote', 'add', 'origin', 'https://user:token@github.com/acme/tools.git');
  const commit = git('rev-parse', 'HEAD');
  const repository = 'https://github.com/acme/tools.git';
  expect(await sourceRevision(root, undefined)).toEqual({
    revision: { commit, dirty: false, repository },
  });
  writeFileSync(join(root, 'new'), '');
  expect(await sourceRevision(root, undefined)).toEqual({
    revision: { commit, dirty: true, repository },
  });
});

test('without git it is not known, which is no error', async () => {
  const { revision, unknown } = await sourceRevision(root, undefined);
  expect(revision).toBeUndefined();
  expect(unknown).toMatch(/^Git rev-parse .* says: /);
});

test('a tree that moved since the run began is refused', async () => {
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message=one');
  const error = await statixErrorOf(sourceRevision(root, Date.now() - 3_600_000));
  expect(error.code).toBe('STATIX_REVISION_MOVED');
  expect(JSON.stringify(error.remedies)).not.toContain('stamp-static');
});

test.each([
  ['https://github.com/acme/tools.git', 'https://github.com/acme/tools.git'],
  ['https://user:token@github.com/acme/tools', 'https://github.com/acme/tools'],
  ['https://a@b@github.com/acme/tools', 'https://github.com/acme/tools'],
  ['https://github.com/acme/tools?token=x#y', 'https://github.com/acme/tools'],
  ['ssh://git@example.com:2222/acme/tools', 'ssh://example.com:2222/acme/tools'],
  ['git@github.com:acme/tools.git', 'ssh://github.com/acme/tools.git'],
  ['/srv/git/tools', undefined],
  ['../tools', undefined],
  ['ext::sh -c whoami', undefined],
  ['https://exa mple.com/"x', undefined],
])('attack: of the remote %s no secret and no path is published: %s', (remote, expected) => {
  expect(repositoryUri(remote)).toBe(expected);
});
