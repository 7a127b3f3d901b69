import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { logger, readNxJson, updateJson, updateNxJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { parse } from 'yaml';
import { registerSync } from '../nx-json/register-sync.js';
import { ciGenerator } from './generator.js';

interface GithubJob {
  if?: string;
  env?: Record<string, string>;
  permissions?: Record<string, string>;
  steps: {
    name?: string;
    if?: string;
    uses?: string;
    run?: string;
    with?: Record<string, unknown>;
  }[];
}
interface GithubWorkflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<'affected' | 'release' | 'image-lock', GithubJob>;
}
interface GitlabJob {
  rules: { if: string }[];
  variables?: Record<string, string>;
  cache?: { key: string; paths: string[]; fallback_keys?: string[] }[];
  artifacts?: { when?: string; reports?: { junit: string } };
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

const digest = '0123456789abcdef'.repeat(4);
const defineImage = (reference: string) => {
  tree.write('images/statix/statix-image.json', JSON.stringify({ reference }));
};

describe('GitHub Actions', () => {
  test('changes build what is affected, with a cache that outlives the machine', async () => {
    const { jobs, permissions } = await github();
    expect(permissions).toEqual({ contents: 'read' });
    expect(runs(jobs.affected)).toContain('npx nx affected -t test-static,static');
    const cache = jobs.affected.steps.find(({ uses: used }) => used?.startsWith('actions/cache@'));
    expect(cache!.with).toMatchObject({ path: '.nx/cache\n.nx/cache-index\n' });
    expect(jobs.affected.env).toEqual({
      STATIX_TRUST_SCOPE: '${{ github.ref }}',
      NX_CACHE_DIRECTORY: '.nx/cache',
      STATIX_CACHE_DIR: '${{ github.workspace }}/.nx/statix-cache',
      STATIX_CACHE_DIR_SCOPE: 'refs/heads/main',
    });
  });

  test('attack: a pull request takes what the branch has kept, and fills nothing that another run takes', async () => {
    const { jobs } = await github();
    const [restore, save] = ['restore', 'save'].map((name) =>
      jobs.affected.steps.find(({ uses: used }) => used === `actions/cache/${name}@v4`),
    );
    const prefix =
      "statix-refs/heads/main-${{ runner.os }}-${{ hashFiles('images/statix/statix-image.json', 'images/statix/lock.json', 'images/statix/channels/*.json') }}-";
    const locks = "${{ hashFiles('**/Cargo.lock') }}-";
    expect(restore!.with).toEqual({
      path: '.nx/statix-cache',
      key: `${prefix}${locks}none`,
      'restore-keys': `${prefix}${locks}\n${prefix}\n`,
    });
    expect(save!.if).toMatch(/^github\.event_name == 'push' && /);
    expect(save!.with).toEqual({
      path: '.nx/statix-cache',
      key: `${prefix}${locks}\${{ steps.keep.outputs.files }}`,
    });
    // Of pushes, the job runs for those of the branch alone.
    expect(jobs.affected.if).toContain(
      "github.ref == 'refs/heads/main' && github.event_name == 'push'",
    );
    expect(JSON.stringify(jobs.release)).not.toMatch(/STATIX_CACHE_DIR|actions\/cache/);
  });

  test('results of tests are kept, of failed ones as well, and lines can be annotations', async () => {
    const { jobs } = await github();
    expect(runs(jobs.affected)).toContain('--outputStyle=stream-without-prefixes');
    const results = (job: GithubJob) =>
      job.steps.filter((step) => step.with?.['name'] === 'test-results');
    expect(results(jobs.affected)).toEqual([
      {
        if: '${{ !cancelled() }}',
        uses: 'actions/upload-artifact@v4',
        with: {
          name: 'test-results',
          'if-no-files-found': 'ignore',
          path: 'dist/test/**/junit.xml',
        },
      },
    ]);
    updateJson(tree, 'nx.json', (json) => ({
      ...json,
      plugins: [{ plugin: '@statix/nx', options: { targets: { 'test-static': false } } }],
    }));
    expect(results((await github()).jobs.affected)).toEqual([]);
  });

  test('a release reads no cache, and its volumes are cold', async () => {
    const { jobs } = await github();
    expect(runs(jobs.release)).toContain(
      'npx nx run-many -t static --parallel=1 --outputStyle=stream --skipNxCache --skipRemoteCache',
    );
    expect(uses(jobs.release).join()).not.toContain('actions/cache');
    expect(jobs.release.env!.STATIX_TRUST_SCOPE).toContain('github.run_id');
    expect(jobs.release.env!.STATIX_SHARING).toBe('none');
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

  test('fault: each job may do what it does: list runs for the last green one, read GitHub’s registry', async () => {
    const { jobs } = await github();
    expect(jobs.affected.permissions).toEqual({ contents: 'read', actions: 'read' });
    expect(jobs.release.permissions).toEqual({ contents: 'read' });
    defineImage(`ghcr.io/acme/statix@sha256:${digest}`);
    const withImage = (await github()).jobs;
    expect(withImage.affected.permissions).toMatchObject({ packages: 'read' });
    expect(withImage.release.permissions).toEqual({ contents: 'read', packages: 'read' });
    expect(uses(withImage.affected).join()).toContain('docker/login-action');
    expect(withImage['image-lock'].permissions).toBeUndefined();
  });

  test('without a green run, everything is affected', async () => {
    const { jobs } = await github();
    const shas = jobs.affected.steps.find(({ uses: used }) => used?.startsWith('nrwl/nx-set-shas'));
    expect(shas!.with!['fallback-sha']).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  });

  test('fault: exec bits survive the upload, in an archive', async () => {
    const { jobs } = await github();
    for (const job of [jobs.affected, jobs.release]) {
      const upload = job.steps.at(-1)!;
      expect(upload.uses).toContain('upload-artifact');
      const [path = ''] = String(upload.with!['path']).split('\n');
      expect(runs(job)).toContain(`tar -czf ${path} $(ls -d dist/static dist/verify dist/upx`);
    }
  });

  test('fault: after npm create there is no package.json: Nx installs itself, and nothing else is called', async () => {
    tree.delete('package.json');
    const { jobs } = await github();
    expect(runs(jobs.affected)).toContain('bash ./nx --version');
    expect(runs(jobs.affected)).toContain('bash ./nx affected -t test-static,static');
    expect(JSON.stringify(jobs)).not.toMatch(/np[mx] (ci|nx|install)/);
    const node = jobs.affected.steps.find(({ uses: used }) =>
      used?.startsWith('actions/setup-node'),
    );
    // It fails without a lockfile.
    expect(node!.with).toEqual({ 'node-version': 22 });
  });

  test.each([
    ["lockfileVersion: '9.0'\n", undefined, { version: 10 }],
    ["lockfileVersion: '6.0'\n", undefined, { version: 8 }],
    ["lockfileVersion: '9.0'\n", 'pnpm@9.15.4+sha512.0123', undefined],
  ])(
    'fault: the version of pnpm is said once: lockfile %j, packageManager %j',
    async (lockfile, packageManager, given) => {
      tree.write('pnpm-lock.yaml', lockfile);
      updateJson(tree, 'package.json', (json) => ({ ...json, packageManager }));
      const { jobs } = await github();
      const step = jobs.affected.steps.find(({ uses: used }) =>
        used?.startsWith('pnpm/action-setup'),
      );
      expect(step!.with).toEqual(given);
    },
  );

  test('no lockfile: no `npm ci`, which would fail', async () => {
    const shell = runs((await github()).jobs.affected);
    expect(shell).toMatch(/^npm install$/m);
    expect(shell).not.toContain('npm ci');
  });

  test('other names: of the image’s project, and of the target', async () => {
    tree.write('images/statix/project.json', '{ "name": "builder" }');
    const options = { targets: { static: 'ship' } };
    updateJson(tree, 'nx.json', (json) => ({
      ...json,
      plugins: [{ plugin: '@statix/nx', options }],
    }));
    const { jobs } = await github();
    expect(runs(jobs.release)).toContain('nx run-many -t ship ');
    expect(runs(jobs['image-lock'])).toContain('nx run builder:image-lock --check');
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
      'npx nx affected -t test-static,static --parallel=1 --outputStyle=stream',
    );
    expect(jobs['statix-affected']!.script.join('\n')).not.toContain('CI_COMMIT_BEFORE_SHA');
    expect(jobs['statix-affected']!.cache![0]!.paths).toEqual(['.nx/cache', '.nx/cache-index']);
    expect(jobs['statix-affected']!.artifacts).toMatchObject({
      when: 'always',
      reports: { junit: 'dist/test/**/junit.xml' },
    });
    expect(jobs['statix-release']!.script[0]).toContain('--skipNxCache --skipRemoteCache');
    expect(jobs['statix-release']).not.toHaveProperty('cache');
    expect(jobs['statix-release']!.variables).not.toHaveProperty('STATIX_CACHE_DIR');
    expect(jobs['statix-image-lock']!.script).toEqual([
      'npx nx run statix-image:image-lock --check',
    ]);
  });

  test('attack: a merge request keeps crates and compiled code where no branch looks', async () => {
    const { 'statix-affected': affected } = await gitlab();
    const { STATIX_CACHE_DIR: kept, STATIX_TRUST_SCOPE: scope } = affected!.variables!;
    expect([kept, scope]).toEqual(['$CI_PROJECT_DIR/.nx/statix-cache', '$CI_COMMIT_REF_SLUG']);
    expect(affected!.cache![1]).toEqual({
      key: 'statix-$CI_PIPELINE_SOURCE-$CI_COMMIT_REF_SLUG',
      paths: ['.nx/statix-cache'],
      policy: 'pull-push',
    });
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

describe('GitLab’s base', () => {
  /** The shell lines before and after the work, as a runner runs them. */
  async function base(env: NodeJS.ProcessEnv, green?: string): Promise<string[]> {
    const { script } = (await gitlab())['statix-affected']!;
    const folder = mkdtempSync(join(tmpdir(), 'statix-base-'));
    try {
      const git = (...args: string[]) =>
        execaSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder })
          .stdout;
      git('init', '--quiet');
      git('commit', '--quiet', '--allow-empty', '-m', 'one');
      const head = git('rev-parse', 'HEAD');
      mkdirSync(join(folder, '.nx/cache-index'), { recursive: true });
      const file = join(folder, '.nx/cache-index/last-green-commit');
      if (green !== undefined) writeFileSync(file, green === 'HEAD' ? head : green);
      const lines = script.filter((line) => !/nx (run|affected|sync)|^for |^mkdir /.test(line));
      const { stdout: shown } = execaSync('sh', ['-ec', [...lines, 'echo "$NX_BASE"'].join('\n')], {
        cwd: folder,
        extendEnv: false,
        env: { PATH: process.env['PATH'], CI_COMMIT_SHA: head, ...env },
      });
      const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
      return [shown, kept].map((commit) => (commit === head ? 'HEAD' : commit));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

  test('fault: is the last green commit, not the last one', async () => {
    expect(await base({ CI_COMMIT_BEFORE_SHA: 'f'.repeat(40) }, 'HEAD')).toEqual(['HEAD', 'HEAD']);
  });

  test.each([undefined, 'f'.repeat(40), ''])('%j is no commit here: everything', async (green) => {
    expect(await base({}, green)).toEqual([emptyTree, 'HEAD']);
  });

  test('of a merge request is where it branched off, and it keeps none', async () => {
    const merge = { CI_MERGE_REQUEST_IID: '7', CI_MERGE_REQUEST_DIFF_BASE_SHA: 'HEAD' };
    expect(await base(merge)).toEqual(['HEAD', '']);
  });
});

describe('an image that is not published', () => {
  async function said(options: object): Promise<string> {
    const warn = jest.spyOn(logger, 'warn').mockImplementation();
    const callback = await ciGenerator(tree, { skipFormat: true, ...options });
    await callback();
    const lines = warn.mock.calls.flat().join();
    warn.mockRestore();
    return lines;
  }

  test.each([
    ['github', '.github/workflows/statix.yml'],
    ['gitlab', '.gitlab/statix.yml'],
  ])(
    'fault: %s: that each fresh machine makes it is said, with the command that publishes',
    async (provider, path) => {
      const command = 'npx nx run statix-image:image-push --repository=';
      expect(await said({ provider })).toContain(command);
      expect(tree.read(path, 'utf8')).toMatch(
        /# Where images\/statix\/published\.json does not have the image/,
      );
      tree.write('images/statix/statix-image.json', '{ "recipe": "@statix/image/recipe" }');
      const images = [
        {
          identity: digest,
          reference: `registry.example/statix@sha256:${digest}`,
        },
      ];
      tree.write(
        'images/statix/published.json',
        JSON.stringify({ schemaVersion: 1, kind: 'statix.published-images', images }),
      );
      expect(await said({ provider })).toBe('');
      defineImage(`registry.example/statix@sha256:${digest}`);
      expect(await said({ provider })).toBe('');
      expect(tree.read(path, 'utf8')).not.toContain('published.json');
    },
  );
});

test.each(['github', 'gitlab'])('%s: a second run changes nothing', async (provider) => {
  const run = () => ciGenerator(tree, { provider, skipFormat: true });
  await run();
  const first = tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
  await run();
  expect(tree.listChanges().map(({ path, content }) => [path, content?.toString()])).toEqual(first);
});
