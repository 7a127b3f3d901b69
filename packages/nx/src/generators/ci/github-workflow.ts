import { installLine, installReason, isBerry } from './installation.js';
import {
  CACHE,
  INDEX,
  INDEX_REASON,
  jobLines,
  KEPT,
  RELEASE_SCOPE,
  RESULTS,
  TEST_RESULTS,
  type PipelineFacts,
} from './jobs.js';
import { publicationComment } from './pipeline-image.js';
import { commented, endingWith, yamlText } from './yaml-document.js';

/** Where GitHub looks for workflows; a file of our own, so that it can be written anew. */
export const githubPath = '.github/workflows/statix.yml';

/** GitHub's own registry takes the token of the job. */
const GHCR = 'ghcr.io';

/** git's name for a tree without files: compared with it, everything is new. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * A workflow for GitHub Actions: affected projects on pull requests and pushes, everything without
 * any cache on tags, and every week whether the image's lock can still be had.
 */
export function githubWorkflow(facts: PipelineFacts): string {
  const { defaultBranch: branch, image } = facts;
  const jobs = jobLines(facts, 'stream-without-prefixes');
  const registry = facts.registry ?? (image.registry === GHCR ? GHCR : undefined);
  const readsPackages = [registry, image.registry].includes(GHCR) ? 'read' : undefined;
  const onBranch = `github.ref == 'refs/heads/${branch}' && github.event_name == 'push'`;

  const affected = {
    if: `github.event_name == 'pull_request' || ${onBranch}`,
    'runs-on': runner,
    permissions: {
      contents: 'read',
      actions: commented(['The runs of this workflow, to find the last green one.'], 'read'),
      packages: readsPackages,
    },
    env: {
      STATIX_TRUST_SCOPE: commented(
        ['Compiled crates are shared only by runs of the same ref.'],
        '${{ github.ref }}',
      ),
      NX_CACHE_DIRECTORY: commented(
        ['Of this job alone. By itself Nx shares one cache between all clones of a user.'],
        CACHE,
      ),
      STATIX_CACHE_DIR: commented(
        ['Crates and compiled code for the next machine.'],
        `\${{ github.workspace }}/${KEPT}`,
      ),
      STATIX_CACHE_DIR_SCOPE: commented(
        [`Runs of ${branch} fill it, all others only take from it.`],
        `refs/heads/${branch}`,
      ),
    },
    steps: [
      checkout(commented(['All of it: Nx compares with the base of the branch.'], 0)),
      commented(
        [
          'The last green commit of the branch, as NX_BASE: what a failed run left out is built again.',
          'Without one, everything is: git’s empty tree is what Nx compares with then.',
        ],
        {
          uses: 'nrwl/nx-set-shas@v4',
          with: { 'main-branch-name': branch, 'fallback-sha': EMPTY_TREE },
        },
      ),
      ...setUp(facts, registry),
      commented(
        [
          'Nx’s cache outlives the machine. GitHub keeps the caches of pull requests apart: one can read',
          `what ${branch} has stored, and no other run reads what it stores.`,
        ],
        {
          uses: 'actions/cache@v4',
          with: {
            path: `${CACHE}\n${INDEX}\n`,
            key: 'nx-static-${{ github.ref }}-${{ github.sha }}',
            'restore-keys': `nx-static-\${{ github.ref }}-\nnx-static-refs/heads/${branch}-\n`,
          },
        },
      ),
      restoreKept(facts),
      commented(INDEX_REASON, script('Build and prove what is affected', jobs.affected)),
      ...saveKept(facts),
      ...uploadTests(facts),
      ...upload('static-binaries', []),
    ],
  };

  const release = {
    if: "startsWith(github.ref, 'refs/tags/')",
    'runs-on': runner,
    permissions: endingWith(
      ['For the attestation below, where it is wanted:', 'id-token: write', 'attestations: write'],
      { contents: 'read', packages: readsPackages },
    ),
    env: {
      STATIX_TRUST_SCOPE: commented(
        [
          'Cold volumes, and no cache is read: what is released was compiled and proven in this run.',
        ],
        `${RELEASE_SCOPE}-\${{ github.run_id }}-\${{ github.run_attempt }}`,
      ),
      STATIX_SHARING: commented(['No project takes what another has compiled.'], 'none'),
    },
    steps: endingWith(
      [
        'Who built it, from what, signed by GitHub. Needs the two permissions above.',
        '- uses: actions/attest-build-provenance@v3',
        '  with:',
        '    subject-path: dist/static/**',
      ],
      [
        checkout(undefined),
        ...setUp(facts, registry),
        script('Build and prove everything anew', jobs.release),
        ...upload('release', ['SHA256SUMS']),
      ],
    ),
  };

  const imageLock = {
    if: "github.event_name == 'schedule'",
    'runs-on': runner,
    steps: [
      checkout(undefined),
      ...setUp(facts, undefined),
      script('Whether the locked sources are current and can be had', jobs.lock),
    ],
  };

  return yamlText(
    {
      name: 'Static binaries',
      on: {
        pull_request: null,
        push: { branches: [branch], tags: ['v*'] },
        schedule: [{ cron: '17 4 * * 1' }],
      },
      permissions: commented(['No job here writes to the repository.'], { contents: 'read' }),
      concurrency: {
        group: 'statix-${{ github.ref }}',
        'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
      },
      jobs: {
        affected,
        release,
        'image-lock': commented(
          [
            'Sources vanish from archives and get security fixes; better to hear of it here than in a release.',
          ],
          imageLock,
        ),
      },
    },
    {
      header: [
        'Written by `nx g @statix/nx:ci github`. Run it again after an update of @statix/nx.',
        ...publicationComment(image, facts.packages.nx),
      ],
      spaced: ['jobs'],
    },
  );
}

const runner = 'ubuntu-24.04';

/** Beginnings of the keys of what the runs of the branch have kept, the nearest first. */
function keptKeys({ defaultBranch, image }: PipelineFacts): [nearest: string, near: string] {
  const inputs = image.inputs.map((path) => `'${path}'`).join(', ');
  const near = `statix-refs/heads/${defaultBranch}-\${{ runner.os }}-\${{ hashFiles(${inputs}) }}-`;
  return [`${near}\${{ hashFiles('**/Cargo.lock') }}-`, near];
}

function restoreKept(facts: PipelineFacts): unknown {
  const [nearest, near] = keptKeys(facts);
  return commented(
    [`What runs of ${facts.defaultBranch} have fetched and compiled. No pull request fills it.`],
    {
      id: 'kept',
      uses: 'actions/cache/restore@v4',
      with: {
        path: KEPT,
        // No cache has it: a save goes by another key.
        key: `${nearest}none`,
        'restore-keys': `${nearest}\n${near}\n`,
      },
    },
  );
}

/**
 * A cache of GitHub's cannot be changed: there is another one where other files are in the folder. Where there is
 * no folder, `files` is empty, and every text ends with that.
 */
function saveKept(facts: PipelineFacts): unknown[] {
  const [nearest] = keptKeys(facts);
  const isBranch = "github.event_name == 'push'";
  return [
    {
      id: 'keep',
      if: isBranch,
      ...script('What there is for the next machine', [
        `[ ! -d ${KEPT} ] || echo "files=$(find ${KEPT} -type f | sort | sha256sum | cut -c 1-16)" >> "$GITHUB_OUTPUT"`,
      ]),
    },
    {
      if: `${isBranch} && !endsWith(steps.kept.outputs.cache-matched-key, steps.keep.outputs.files)`,
      uses: 'actions/cache/save@v4',
      with: { path: KEPT, key: `${nearest}\${{ steps.keep.outputs.files }}` },
    },
  ];
}

function checkout(depth: unknown): object {
  return {
    uses: 'actions/checkout@v5',
    with: { 'persist-credentials': false, 'fetch-depth': depth },
  };
}

function setUp({ packages, nodeVersion }: PipelineFacts, registry: string | undefined): unknown[] {
  const { name, version, pinned, lockfile } = packages;
  const cache = lockfile !== undefined && name !== 'bun' ? name : undefined;
  const reason = installReason(packages);
  const install = script('Install', [installLine(packages)]);
  return [
    ...(name === 'pnpm'
      ? [{ uses: 'pnpm/action-setup@v4', with: pinned ? undefined : { version: Number(version) } }]
      : []),
    ...(name === 'bun'
      ? [{ uses: 'oven-sh/setup-bun@v2', with: version && { 'bun-version': version } }]
      : []),
    // Before Node: its cache asks Yarn where it has its own.
    ...(name === 'yarn' && isBerry(version) ? [{ run: 'corepack enable' }] : []),
    {
      uses: 'actions/setup-node@v5',
      with: { 'node-version': Number(nodeVersion), cache },
    },
    reason.length === 0 ? install : commented(reason, install),
    ...(registry === undefined ? [] : [login(registry)]),
  ];
}

function login(registry: string): object {
  const own = registry === GHCR;
  return {
    uses: 'docker/login-action@v3',
    with: {
      registry,
      username: `\${{ ${own ? 'github.actor' : 'vars.REGISTRY_USER'} }}`,
      password: `\${{ secrets.${own ? 'GITHUB_TOKEN' : 'REGISTRY_TOKEN'} }}`,
    },
  };
}

/** A step of shell lines that ends at the first that fails. */
function script(name: string, lines: readonly string[]): object {
  return { name, run: lines.length === 1 ? lines[0] : `${lines.join('\n')}\n` };
}

/** Tests that failed are annotations of their lines already; this is for services that read JUnit. */
function uploadTests({ tests }: PipelineFacts): unknown[] {
  if (tests === undefined) return [];
  return [
    {
      if: commented(['Of tests that failed as well.'], '${{ !cancelled() }}'),
      uses: 'actions/upload-artifact@v4',
      with: { name: 'test-results', 'if-no-files-found': 'ignore', path: TEST_RESULTS },
    },
  ];
}

function upload(name: string, more: readonly string[]): unknown[] {
  const archive = `dist/${name}.tar.gz`;
  return [
    commented(
      ['An upload drops the exec bits of files; an archive keeps them.'],
      script('Pack', [
        `[ ! -d dist/static ] || tar -czf ${archive} $(ls -d ${RESULTS.join(' ')} 2> /dev/null)`,
      ]),
    ),
    {
      uses: 'actions/upload-artifact@v4',
      with: {
        name,
        'if-no-files-found': 'ignore',
        path: [archive, ...more].map((path) => `${path}\n`).join(''),
      },
    },
  ];
}
