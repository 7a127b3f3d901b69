import { readNxJson, updateNxJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { parse } from 'yaml';
import { registerSync } from '../nx-json/register-sync.js';
import { ciGenerator } from './generator.js';

interface GithubJob {
  if?: string;
  env?: Record<string, string>;
  permissions?: Record<string, string>;
  steps: { name?: string; uses?: string; run?: string; with?: Record<string, unknown> }[];
}
interface GithubWorkflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<'affected' | 'release' | 'image-lock', GithubJob>;
}
interface GitlabJob {
  rules: { if: string }[];
  variables?: Record<string, string>;
  cache?: { paths: string[] };
  script: string[];
}

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
});

async function github(options: object = {}): Promise<GithubWorkflow> {
  await ciGenerator(tree, { provider: 'github', skipFormat: true, ...options });
  return parse(tree.read('.github/workflows/statix.yml', 'utf8')!) as GithubWorkflow;
}

async function gitlab(options: object = {}): Promise<Record<string, GitlabJob>> {
  await ciGenerator(tree, { provider: 'gitlab', skipFormat: true, ...options });
  return parse(tree.read('.gitlab/statix.yml', 'utf8')!) as Record<string, GitlabJob>;
}

const runs = ({ steps }: GithubJob) => steps.flatMap(({ run }) => run ?? []).join('\n');
const uses = ({ steps }: GithubJob) => steps.flatMap(({ uses: used }) => used ?? []);

describe('GitHub Actions', () => {
  test('changes build what is affected, with a cache that outlives the machine', async () => {
    const { jobs, permissions } = await github();
    expect(permissions).toEqual({ contents: 'read' });
    expect(runs(jobs.affected)).toContain('npx nx affected -t static');
    const cache = jobs.affected.steps.find(({ uses: used }) => used?.startsWith('actions/cache@'));
    expect(cache!.with).toMatchObject({ path: '.nx/cache\n.nx/cache-index\n' });
    expect(jobs.affected.env).toEqual({
      STATIX_TRUST_SCOPE: '${{ github.ref }}',
      NX_CACHE_DIRECTORY: '.nx/cache',
    });
  });

  test('a release reads no cache, and its volumes are cold', async () => {
    const { jobs } = await github();
    expect(runs(jobs.release)).toContain(
      'npx nx run-many -t static --parallel=1 --outputStyle=stream --skipNxCache --skipRemoteCache',
    );
    expect(uses(jobs.release).join()).not.toContain('actions/cache');
    expect(jobs.release.env!.STATIX_TRUST_SCOPE).toContain('github.run_id');
  });

  test('targets in project.json have to be in step, where nx sync is to keep them so', async () => {
    const before = await github();
    expect(runs(before.jobs.affected)).not.toContain('sync:check');
    registerSync(tree);
    const { jobs } = await github();
    expect(runs(jobs.affected)).toMatch(/npx nx sync:check\nnpx nx affected/);
    expect(runs(jobs.release)).toMatch(/npx nx sync:check\nnpx nx run-many/);
  });

  test('the lock is looked at every week', async () => {
    const { jobs, on } = await github();
    expect(on).toHaveProperty('schedule');
    expect(runs(jobs['image-lock'])).toContain('npx nx run statix-image:image-lock --check');
  });

  test('logs in to the registry where one is named, with the token of its own for ghcr.io', async () => {
    expect(uses((await github()).jobs.affected).join()).not.toContain('login-action');
    const { jobs } = await github({ registry: 'ghcr.io' });
    const login = jobs.release.steps.find(({ uses: used }) => used?.includes('login-action'));
    expect(login!.with).toEqual({
      registry: 'ghcr.io',
      username: '${{ github.actor }}',
      password: '${{ secrets.GITHUB_TOKEN }}',
    });
  });

  test.each([
    ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile', 'pnpm exec nx affected'],
    ['package-lock.json', 'npm ci', 'npx nx affected'],
  ])('with %s: %s', async (lockfile, install, affected) => {
    tree.write(lockfile, '');
    const shell = runs((await github()).jobs.affected);
    expect(shell).toContain(install);
    expect(shell).toContain(affected);
  });

  test('the branch is the one that nx.json names', async () => {
    updateNxJson(tree, { ...readNxJson(tree), defaultBase: 'origin/trunk' });
    const { on, jobs } = await github();
    expect(on).toMatchObject({ push: { branches: ['trunk'] } });
    expect(jobs.affected.if).toContain('refs/heads/trunk');
  });
});

describe('GitLab', () => {
  test('the same work in its own words', async () => {
    const jobs = await gitlab({ registry: 'registry.acme.example' });
    expect(jobs['statix-affected']!.script).toContain(
      'npx nx affected -t static --parallel=1 --outputStyle=stream',
    );
    expect(jobs['statix-affected']!.cache!.paths).toEqual(['.nx/cache', '.nx/cache-index']);
    expect(jobs['statix-release']!.script[0]).toContain('--skipNxCache --skipRemoteCache');
    expect(jobs['statix-release']).not.toHaveProperty('cache');
    expect(jobs['statix-image-lock']!.script).toEqual([
      'npx nx run statix-image:image-lock --check',
    ]);
  });

  test('the pipeline of the repository includes it; what is there stays', async () => {
    tree.write('.gitlab-ci.yml', 'stages: [test]\n');
    await gitlab();
    expect(tree.read('.gitlab-ci.yml', 'utf8')).toBe(
      'include:\n  - local: .gitlab/statix.yml\n\nstages: [test]\n',
    );
    tree.write('.gitlab-ci.yml', 'include:\n  - local: other.yml\n');
    await expect(gitlab()).rejects.toMatchObject({ code: 'STATIX_PIPELINE_NOT_EXTENDED' });
  });
});

test.each(['github', 'gitlab'])('%s: a second run changes nothing', async (provider) => {
  const run = () => ciGenerator(tree, { provider, skipFormat: true });
  await run();
  const first = tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
  await run();
  expect(tree.listChanges().map(({ path, content }) => [path, content?.toString()])).toEqual(first);
});
