import type { PackageManager } from '../workspace/package-manager.js';
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

/** A file of our own, included by the pipeline of the repository. */
export const gitlabPath = '.gitlab/statix.yml';

/** Commit of the last run of the job that succeeded: GitLab stores a job's cache only then. */
const GREEN = `${INDEX}/last-green-commit`;

/**
 * The commit that Nx compares with. No variable of GitLab has the last green one (CI_COMMIT_BEFORE_SHA
 * is the last one, green or not), and a job's token may not list pipelines (gitlab-org/gitlab#506668),
 * so the job keeps it in its own cache. Where it is gone, everything is built, or read from a cache.
 */
const base = [
  `base="\${CI_MERGE_REQUEST_DIFF_BASE_SHA:-$(cat ${GREEN} 2> /dev/null || true)}"`,
  'git cat-file -e "$base^{commit}" 2> /dev/null || base="$(git hash-object -t tree /dev/null)"',
  'export NX_BASE="$base" NX_HEAD="$CI_COMMIT_SHA"',
];
const keepGreen = `[ -n "$CI_MERGE_REQUEST_IID" ] || echo "$CI_COMMIT_SHA" > ${GREEN}`;

/**
 * Jobs for GitLab CI/CD: affected projects on merge requests and pushes, everything without any cache
 * on tags, and on a schedule whether the image's lock can still be had.
 */
export function gitlabPipeline(facts: PipelineFacts): string {
  const { packages } = facts;
  const jobs = jobLines(facts);
  const release = {
    extends: '.statix',
    rules: [{ if: '$CI_COMMIT_TAG' }],
    variables: endingWith(
      [
        'GitLab’s own attestation of the artifacts (SLSA provenance), where it is wanted:',
        "RUNNER_GENERATE_ARTIFACTS_METADATA: 'true'",
      ],
      {
        STATIX_TRUST_SCOPE: commented(
          [
            'Cold volumes, and no cache is read: what is released was compiled and proven in this run.',
          ],
          `${RELEASE_SCOPE}-$CI_JOB_ID`,
        ),
        STATIX_SHARING: commented(['No project takes what another has compiled.'], 'none'),
      },
    ),
    script: jobs.release,
    artifacts: { paths: [...RESULTS, 'SHA256SUMS'] },
  };
  return yamlText(
    {
      '.statix': {
        image: `node:${facts.nodeVersion}`,
        services: [{ name: 'docker:dind', alias: 'docker' }],
        variables: {
          DOCKER_HOST: 'tcp://docker:2376',
          DOCKER_TLS_CERTDIR: '/certs',
          DOCKER_TLS_VERIFY: '1',
          DOCKER_CERT_PATH: '/certs/client',
          GIT_DEPTH: commented(
            ['All of the history: Nx compares with the base of the branch.'],
            '0',
          ),
        },
        before_script: withReason(installReason(packages), [
          ...bringPackageManager(packages),
          installLine(packages),
          ...login(facts.registry),
        ]),
      },
      'statix-affected': {
        extends: '.statix',
        rules: [
          { if: "$CI_PIPELINE_SOURCE == 'merge_request_event'" },
          { if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE == 'push'" },
        ],
        variables: {
          STATIX_TRUST_SCOPE: commented(
            ['Compiled crates are shared only by runs of the same ref.'],
            '$CI_COMMIT_REF_SLUG',
          ),
          NX_CACHE_DIRECTORY: commented(
            ['Of this job alone. By itself Nx shares one cache between all clones of a user.'],
            CACHE,
          ),
          STATIX_CACHE_DIR: commented(
            ['Crates and compiled code for the next machine.'],
            `$CI_PROJECT_DIR/${KEPT}`,
          ),
        },
        cache: [
          commented(
            [
              'Nx’s cache outlives the machine. GitLab keeps those of protected branches apart from all others.',
            ],
            {
              key: 'nx-static-$CI_COMMIT_REF_SLUG',
              fallback_keys: ['nx-static-$CI_DEFAULT_BRANCH'],
              paths: [CACHE, INDEX],
            },
          ),
          commented(
            [
              'Of one ref and one kind of pipeline: no merge request fills what the branch takes from. Which crates',
              'and compiled units it holds is in the names of its files, so that a new Cargo.lock needs no other key.',
            ],
            {
              key: 'statix-$CI_PIPELINE_SOURCE-$CI_COMMIT_REF_SLUG',
              paths: [KEPT],
              policy: 'pull-push',
            },
          ),
        ],
        script: commented(
          [
            'Compared is with the last commit for which this job succeeded, which it keeps in its cache. If',
            'that is gone, with nothing, and everything is affected.',
            ...INDEX_REASON,
          ],
          [...base, ...jobs.affected, keepGreen],
        ),
        artifacts: commented(['GitLab shows the tests that failed, too.'], {
          when: 'always',
          paths: [...RESULTS],
          ...(facts.tests === undefined ? {} : { reports: { junit: TEST_RESULTS } }),
        }),
      },
      'statix-release': release,
      'statix-image-lock': commented(
        [
          'Sources vanish from archives and get security fixes; better to hear of it here than in a release.',
          'Add a weekly schedule to the project’s pipelines.',
        ],
        {
          extends: '.statix',
          rules: [{ if: "$CI_PIPELINE_SOURCE == 'schedule'" }],
          script: jobs.lock,
        },
      ),
    },
    {
      header: [
        'Written by `nx g @statix/nx:ci gitlab`. Run it again after an update of @statix/nx.',
        'The engine is a service beside the job, so the runner has to allow privileged services.',
        ...publicationComment(facts.image, packages.nx),
      ],
      spaced: [],
    },
  );
}

function withReason(reason: readonly string[], lines: readonly string[]): unknown {
  return reason.length === 0 ? lines : commented(reason, lines);
}

/** The image of Node has npm and Yarn 1. */
function bringPackageManager({ name, version }: PackageManager): string[] {
  if (name === 'pnpm' || name === 'bun') {
    return [`npm install --global ${name}${version === undefined ? '' : `@${version}`}`];
  }
  // Node 25 and later come without corepack.
  return name === 'yarn' && isBerry(version)
    ? ['npm install --global corepack', 'corepack enable']
    : [];
}

/** The executors read Docker's own configuration; there is no docker program in the job to log in with. */
function login(registry: string | undefined): string[] {
  if (registry === undefined) return [];
  const own = registry === '$CI_REGISTRY';
  const user = own ? '$CI_REGISTRY_USER' : '$REGISTRY_USER';
  const password = own ? '$CI_REGISTRY_PASSWORD' : '$REGISTRY_TOKEN';
  return [
    'mkdir -p "$HOME/.docker"',
    `printf '{"auths":{"%s":{"auth":"%s"}}}' "${registry}" "$(printf '%s:%s' "${user}" "${password}" | base64 -w0)" > "$HOME/.docker/config.json"`,
  ];
}
