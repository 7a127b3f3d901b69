import type { ImageContract } from '@statix/contract';
import type { CargoJob } from '../workbench/workbench.js';

/** The image says no PATH of its own, and has the one of its base. */
const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** As an engine gives it to the containers of Statix. */
const HOST_NAME = 'statix';

/**
 * The whole environment of a job: what a container of the image would give it, and nothing of this
 * process's own, which in a CI job holds tokens.
 */
export function jobEnvironment(
  { environment, paths }: Pick<ImageContract, 'environment' | 'paths'>,
  job: Pick<CargoJob<unknown>, 'environment' | 'sshAgent'>,
): Record<string, string> {
  return {
    PATH: SEARCH_PATH,
    HOSTNAME: HOST_NAME,
    ...environment,
    HOME: paths.home,
    ...job.environment,
    // The job names the place where a container has the socket.
    ...(job.sshAgent === undefined ? {} : { SSH_AUTH_SOCK: job.sshAgent.socket }),
  };
}
