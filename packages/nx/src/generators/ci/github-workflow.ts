import { CACHE, INDEX, INDEX_REASON, jobLines, RELEASE_SCOPE, type PipelineFacts } from './jobs.js';
import { comment, indented, script } from './yaml-text.js';

/** Where GitHub looks for workflows; a file of our own, so that it can be written anew. */
export const githubPath = '.github/workflows/statix.yml';

/**
 * A workflow for GitHub Actions: affected projects on pull requests and pushes, everything without
 * any cache on tags, and every week whether the image's lock can still be had.
 */
export function githubWorkflow(facts: PipelineFacts): string {
  const { affected, release, lock } = jobLines(facts);
  return `${comment([
    'Written by `nx g @statix/nx:ci github`. Run it again after an update of @statix/nx.',
  ])}name: Static binaries

on:
  pull_request:
  push:
    branches: [${facts.defaultBranch}]
    tags: ['v*']
  schedule:
    - cron: '17 4 * * 1'

# No job here writes to the repository.
permissions:
  contents: read

concurrency:
  group: statix-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

jobs:
  affected:
    if: github.event_name == 'pull_request' || github.ref == 'refs/heads/${facts.defaultBranch}' && github.event_name == 'push'
    runs-on: ubuntu-24.04
    env:
      # Compiled crates are shared only by runs of the same ref.
      STATIX_TRUST_SCOPE: \${{ github.ref }}
      # Of this job alone. By itself Nx shares one cache between all clones of a user.
      NX_CACHE_DIRECTORY: ${CACHE}
    steps:
${checkout(true)}      # The last green commit of the branch, as NX_BASE: what a failed run left out is built again.
      - uses: nrwl/nx-set-shas@v4
        with:
          main-branch-name: ${facts.defaultBranch}
${setUp(facts)}      # Nx's cache outlives the machine. GitHub keeps the caches of pull requests apart: one can read
      # what ${facts.defaultBranch} has stored, and no other run reads what it stores.
      - uses: actions/cache@v4
        with:
          path: |
            ${CACHE}
            ${INDEX}
          key: nx-static-\${{ github.ref }}-\${{ github.sha }}
          restore-keys: |
            nx-static-\${{ github.ref }}-
            nx-static-refs/heads/${facts.defaultBranch}-
${indented(6, comment(INDEX_REASON))}${indented(6, script('Build and prove what is affected', affected))}${upload('static-binaries', ['dist/static', 'dist/verify', 'dist/upx'])}
  release:
    if: startsWith(github.ref, 'refs/tags/')
    runs-on: ubuntu-24.04
    permissions:
      contents: read
      # For the attestation below, where it is wanted:
      # id-token: write
      # attestations: write
    env:
      # Cold volumes, and no cache is read: what is released was compiled and proven in this run.
      STATIX_TRUST_SCOPE: ${RELEASE_SCOPE}-\${{ github.run_id }}-\${{ github.run_attempt }}
    steps:
${checkout(false)}${setUp(facts)}${indented(6, script('Build and prove everything anew', release))}      # Who built it, from what, signed by GitHub. Needs the two permissions above.
      # - uses: actions/attest-build-provenance@v3
      #   with:
      #     subject-path: dist/static/**
${upload('release', ['dist/static', 'dist/verify', 'dist/upx', 'SHA256SUMS'])}
  # Sources vanish from archives and get security fixes; better to hear of it here than in a release.
  image-lock:
    if: github.event_name == 'schedule'
    runs-on: ubuntu-24.04
    steps:
${checkout(false)}${setUp({ ...facts, registry: undefined })}${indented(6, script('Whether the locked sources are current and can be had', lock))}`;
}

function checkout(history: boolean): string {
  return `      - uses: actions/checkout@v5
        with:
          persist-credentials: false
${history ? '          # All of it: Nx compares with the base of the branch.\n          fetch-depth: 0\n' : ''}`;
}

function setUp({ packageManager, nodeVersion, install, registry }: PipelineFacts): string {
  const cache = packageManager === 'bun' ? '' : `\n          cache: ${packageManager}`;
  return `${packageManager === 'pnpm' ? '      - uses: pnpm/action-setup@v4\n' : ''}      - uses: actions/setup-node@v5
        with:
          node-version: ${nodeVersion}${cache}
${indented(6, script('Install', [install]))}${registry === undefined ? '' : login(registry)}`;
}

function login(registry: string): string {
  const own = registry === 'ghcr.io';
  return `      - uses: docker/login-action@v3
        with:
          registry: ${registry}
          username: \${{ ${own ? 'github.actor' : 'vars.REGISTRY_USER'} }}
          password: \${{ secrets.${own ? 'GITHUB_TOKEN' : 'REGISTRY_TOKEN'} }}
`;
}

function upload(name: string, paths: readonly string[]): string {
  return `      - uses: actions/upload-artifact@v4
        with:
          name: ${name}
          if-no-files-found: ignore
          path: |
${paths.map((path) => `            ${path}\n`).join('')}`;
}
