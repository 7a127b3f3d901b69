/** What a CI service says of itself in the environment of its jobs. Nothing of it is proven: whoever writes the environment says it. */
export interface CiRun {
  /** Who builds: the workflow of GitHub, the runner of GitLab. */
  readonly builderId: string;
  /** This run. */
  readonly invocationId: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The run of CI that a task is part of, by the URIs that GitHub's and GitLab's own provenance has.
 *
 * @returns undefined elsewhere, and where the service has left something out
 */
export function ciRun(environment: Environment): CiRun | undefined {
  return gitHub(environment) ?? gitLab(environment);
}

/** docs.github.com, "Variables reference"; ids as actions/attest-build-provenance writes them. */
function gitHub(environment: Environment): CiRun | undefined {
  if (environment['GITHUB_ACTIONS'] !== 'true') return undefined;
  const server = environment['GITHUB_SERVER_URL'] ?? '';
  const repository = environment['GITHUB_REPOSITORY'] ?? '';
  const workflow = environment['GITHUB_WORKFLOW_REF'] ?? '';
  const run = environment['GITHUB_RUN_ID'] ?? '';
  const attempt = environment['GITHUB_RUN_ATTEMPT'] ?? '';
  return complete(
    [server, repository, workflow, run, attempt],
    `${server}/${workflow}`,
    `${server}/${repository}/actions/runs/${run}/attempts/${attempt}`,
  );
}

/** docs.gitlab.com, "Predefined CI/CD variables"; ids as GitLab's runner writes them into its provenance. */
function gitLab(environment: Environment): CiRun | undefined {
  if (environment['GITLAB_CI'] !== 'true') return undefined;
  const project = environment['CI_PROJECT_URL'] ?? '';
  const runner = environment['CI_RUNNER_ID'] ?? '';
  const job = environment['CI_JOB_URL'] ?? '';
  return complete([project, runner, job], `${project}/-/runners/${runner}`, job);
}

function complete(
  needed: readonly string[],
  builderId: string,
  invocationId: string,
): CiRun | undefined {
  const isComplete = !needed.includes('') && isUri(builderId) && isUri(invocationId);
  return isComplete ? { builderId, invocationId } : undefined;
}

/** As a URI of https or http, of which each character is one that a URI may have. */
export function isUri(text: string): boolean {
  return /^https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+$/.test(text) && URL.canParse(text);
}
