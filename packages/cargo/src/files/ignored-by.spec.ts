import { spawnSync } from 'node:child_process';
import { repositoryFiles } from '../index.js';
import {
  removeTemporaryRepositories,
  temporaryRepository,
} from '../testing/temporary-repository.js';
import { ignoredBy } from './ignored-by.js';

afterAll(removeTemporaryRepositories);

const files = {
  '.gitignore': '# built\ntarget/\n\nlog/\n*.tmp\n/dist\n!keep.tmp\n',
  '.nxignore': 'docs/old\n',
  'src/common/log/Cargo.toml': '',
  'src/common/log/src/lib.rs': '',
  'src/log.rs': '',
  'src/a.tmp': '',
  'src/keep.tmp': '',
  'src/dist/mod.rs': '',
  'dist/app': '',
  'sub/.gitignore': '!*.tmp\nsecret\n',
  'sub/b.tmp': '',
  'sub/deep/secret': '',
  'docs/old/x': '',
};

test.each([
  ['src/common/log/src/lib.rs', '.gitignore:4:log/'],
  ['src/common/log', '.gitignore:4:log/'],
  ['src/log.rs', undefined],
  ['src/a.tmp', '.gitignore:5:*.tmp'],
  ['src/keep.tmp', undefined],
  ['src/dist/mod.rs', undefined],
  ['dist/app', '.gitignore:6:/dist'],
  ['sub/b.tmp', undefined],
  ['sub/deep/secret', 'sub/.gitignore:2:secret'],
  ['docs/old/x', '.nxignore:1:docs/old'],
])('%s is ignored by %s, as git says', (path, expected) => {
  const { root } = temporaryRepository(files);
  const found = ignoredBy(path, repositoryFiles(root));
  expect(found && `${found.file}:${found.line}:${found.pattern}`).toBe(expected);
  if (path.startsWith('docs/')) return;
  spawnSync('git', ['init', '-q'], { cwd: root });
  const git = spawnSync('git', ['check-ignore', '-v', '--no-index', path], {
    cwd: root,
    encoding: 'utf8',
  });
  // It names the line of a negation as well, where that is the last one.
  const [said = ''] = git.stdout.split('\t');
  expect(said === '' || said.includes(':!') ? undefined : said).toBe(expected);
});
