import { StatixError } from '@statix/contract';
import { diskFullRemedies, saysDiskFull } from '../connection/engine-refusal.js';
import type { FailedStep } from './build-progress.js';
import { ENGINE_STAGE } from './build-step.js';

/** What is known of a build that has failed. */
export interface FailedBuild {
  /** @param message the build's own error */
  failedStep(message: string): FailedStep | undefined;
  /** The last lines that a stage wrote. */
  tail(stage: string): readonly string[];
}

/**
 * What made a build fail: the stage, its step, and the end of what that stage wrote.
 *
 * @param message the build's own error
 */
export function buildFailure(message: string, build: FailedBuild): StatixError {
  const step = build.failedStep(message);
  const stage = step?.stage ?? ENGINE_STAGE;
  const tail = build.tail(stage);
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

/** The engine has no BuildKit: Docker before 18.09, or what is neither Docker nor Podman. */
export function noBuildKit(cause: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_ENGINE_NO_BUILDKIT',
    what: 'This container engine cannot build the image: it has no BuildKit',
    why: 'It answers Docker’s requests except this one. It can run builds in an image made elsewhere.',
    remedies: [
      'Make the image with Docker or Podman: name its socket in DOCKER_HOST.',
      {
        text: 'Or make it on another machine, save it there, and load it here:',
        snippet:
          'docker image save --output image.tar REFERENCE\ndocker image load --input image.tar',
      },
    ],
    cause,
  });
}
