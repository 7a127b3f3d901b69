import { CACHE, INDEX, INDEX_REASON, jobLines, RELEASE_SCOPE, type PipelineFacts } from './jobs.js';
import { comment, indented, list } from './yaml-text.js';

/** A file of our own, included by the pipeline of the repository. */
export const gitlabPath = '.gitlab/statix.yml';

/**
 * Jobs for GitLab CI/CD: affected projects on merge requests and pushes, everything without any cache
 * on tags, and on a schedule whether the image's lock can still be had.
 */
export function gitlabPipeline(facts: PipelineFacts): string {
  const { affected, release, lock } = jobLines(facts);
  const setUp = [...(facts.packageManager === 'pnpm' ? ['corepack enable'] : []), facts.install];
  return `${comment([
    'Written by `nx g @statix/nx:ci gitlab`. Run it again after an update of @statix/nx.',
    'The engine is a service beside the job, so the runner has to allow privileged services.',
  ])}.statix:
  image: node:${facts.nodeVersion}
  services:
    - name: docker:dind
      alias: docker
  variables:
    DOCKER_HOST: tcp://docker:2376
    DOCKER_TLS_CERTDIR: /certs
    DOCKER_TLS_VERIFY: '1'
    DOCKER_CERT_PATH: /certs/client
    # All of the history: Nx compares with the base of the branch.
    GIT_DEPTH: 0
  before_script:
${indented(4, list([...setUp, ...login(facts.registry)]))}
statix-affected:
  extends: .statix
  rules:
    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE == 'push'
  variables:
    # Compiled crates are shared only by runs of the same ref.
    STATIX_TRUST_SCOPE: $CI_COMMIT_REF_SLUG
    # Of this job alone. By itself Nx shares one cache between all clones of a user.
    NX_CACHE_DIRECTORY: ${CACHE}
  # Nx's cache outlives the machine. GitLab keeps those of protected branches apart from all others.
  cache:
    key: nx-static-$CI_COMMIT_REF_SLUG
    fallback_keys:
      - nx-static-$CI_DEFAULT_BRANCH
    paths:
      - ${CACHE}
      - ${INDEX}
${indented(2, comment(INDEX_REASON))}  script:
${indented(4, list(['export NX_BASE="${CI_MERGE_REQUEST_DIFF_BASE_SHA:-$CI_COMMIT_BEFORE_SHA}" NX_HEAD="$CI_COMMIT_SHA"', ...affected]))}  artifacts:
    paths: [dist/static, dist/verify, dist/upx]

statix-release:
  extends: .statix
  rules:
    - if: $CI_COMMIT_TAG
  variables:
    # Cold volumes, and no cache is read: what is released was compiled and proven in this run.
    STATIX_TRUST_SCOPE: ${RELEASE_SCOPE}-$CI_JOB_ID
    # GitLab's own attestation of the artifacts (SLSA provenance), where it is wanted:
    # RUNNER_GENERATE_ARTIFACTS_METADATA: 'true'
  script:
${indented(4, list(release))}  artifacts:
    paths: [dist/static, dist/verify, dist/upx, SHA256SUMS]

# Sources vanish from archives and get security fixes; better to hear of it here than in a release.
# Add a weekly schedule to the project's pipelines.
statix-image-lock:
  extends: .statix
  rules:
    - if: $CI_PIPELINE_SOURCE == 'schedule'
  script:
${indented(4, list(lock))}`;
}

/** The executors read Docker's own configuration; there is no docker program in the job to log in with. */
function login(registry: string | undefined): string[] {
  if (registry === undefined) return [];
  const user = registry === '$CI_REGISTRY' ? '$CI_REGISTRY_USER' : '$REGISTRY_USER';
  const password = registry === '$CI_REGISTRY' ? '$CI_REGISTRY_PASSWORD' : '$REGISTRY_TOKEN';
  return [
    'mkdir -p "$HOME/.docker"',
    `printf '{"auths":{"%s":{"auth":"%s"}}}' "${registry}" "$(printf '%s:%s' "${user}" "${password}" | base64 -w0)" > "$HOME/.docker/config.json"`,
  ];
}
