import { StatixError } from '@statix/contract';
import { diskFullRemedies, saysDiskFull } from '../connection/engine-refusal.js';
import type { BuildProgress } from './build-progress.js';
import { ENGINE_STAGE } from './build-step.js';

/**
 * What made a build fail: the stage, its step, and the end of what that stage wrote.
 *
 * @param message the build's own error
 */
export function buildFailure(message: string, progress: BuildProgress): StatixError {
  const step = progress.failedStep(message);
  const stage = step?.stage ?? ENGINE_STAGE;
  const tail = progress.tail(stage);
  const full = saysDiskFull(message) || tail.some(saysDiskFull);
  return new StatixError({
    code: full ? 'STATIX_ENGINE_DISK_FULL' : 'STATIX_IMAGE_STAGE_FAILED',
    what:
      stage === ENGINE_STAGE
        ? 'The image could not be built'
        : `The stage '${stage}' of the image could not be built`,
    why: step === undefined ? message : `${step.name}\n${step.error}`,
    excerpt: tail,
    remedies: full ? diskFullRemedies : [],
  });
}

/** The engine has no BuildKit: Podman, or Docker before 18.09. */
export function noBuildKit(cause: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_ENGINE_NO_BUILDKIT',
    what: 'This container engine cannot build the image: it has no BuildKit',
    why: 'Podman answers Docker’s requests except this one. It can run builds in an image made elsewhere.',
    remedies: [
      'Make the image with Docker: stop Podman’s socket or name Docker’s in DOCKER_HOST.',
      {
        text: 'Or make it on another machine and bring it here:',
        snippet: 'docker image save REFERENCE | podman image load',
      },
    ],
    cause,
  });
}
