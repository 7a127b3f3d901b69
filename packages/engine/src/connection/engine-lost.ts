import { errorMessage, StatixError } from '@statix/contract';

/** The connection to an engine broke, or never came about, in the middle of something. */
export function engineLost(address: string, doing: string, cause: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_ENGINE_LOST',
    what: `The connection to the container engine at ${address} broke`,
    why: `It was to ${doing}: ${errorMessage(cause)}`,
    remedies: [
      { text: 'See whether the engine is running:', snippet: 'docker info' },
      'Run the command again: nothing half-made was left where it would be used.',
    ],
    cause,
  });
}
