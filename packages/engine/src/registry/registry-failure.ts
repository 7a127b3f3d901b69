import { DOCKER_HUB, StatixError } from '@statix/contract';
import { EngineRefusal } from '../connection/engine-refusal.js';
import type { RegistryCredentials } from '../connection/registry-auth.js';

/*
 * Neither engine has codes for what a registry said: Docker answers 500, or 200 and then an error
 * line, with the registry's words. These are from the distribution specification's error codes and
 * from moby's distribution/pull_v2.go and registry client.
 */
const UNAUTHORIZED =
  /unauthorized|authentication required|no basic auth credentials|access to the resource is denied|access denied|denied:|insufficient_scope|forbidden/i;
const NOT_FOUND = /manifest unknown|name unknown|not found/i;
const MISMATCH = /verification failed|did not match|unexpected digest|unexpected commit digest/i;

/** The kinds of failure after which an image can still be had in another way. */
export const UNAVAILABLE_CODES: readonly string[] = [
  'STATIX_REGISTRY_UNAUTHORIZED',
  'STATIX_REGISTRY_NOT_FOUND',
  'STATIX_REGISTRY_TRANSFER_FAILED',
  'STATIX_CREDENTIAL_HELPER_FAILED',
  'STATIX_DOCKER_CONFIG_INVALID',
];

/**
 * What an engine's refusal to pull or push means; anything else comes back as it is.
 *
 * @param doing completes "could not": `pull registry.example/image@sha256:…`
 */
export function registryFailure(
  error: unknown,
  doing: string,
  credentials: RegistryCredentials,
): unknown {
  if (!(error instanceof EngineRefusal) || error.code === 'STATIX_ENGINE_DISK_FULL') return error;
  const { reason, status } = error;
  const what = `The container engine could not ${doing}`;
  if (MISMATCH.test(reason)) {
    return new StatixError({
      code: 'STATIX_REGISTRY_DIGEST_MISMATCH',
      what: `${what}: what the registry sent is not what was recorded`,
      why: reason,
      remedies: [
        'Find out who changed the registry’s content, or whether a proxy in between does.',
        'Publish the image again from a machine that has it: `npx nx run statix-image:image-push`.',
        'Without its entry in published.json the image is built instead of pulled.',
      ],
      cause: error,
    });
  }
  if (UNAUTHORIZED.test(reason)) return unauthorized(what, reason, credentials, error);
  if (status === 404 || NOT_FOUND.test(reason)) {
    return new StatixError({
      code: 'STATIX_REGISTRY_NOT_FOUND',
      what: `${what}: the registry does not have it`,
      why: reason,
      remedies: ['Publish it again: `npx nx run statix-image:image-push`.'],
      cause: error,
    });
  }
  return new StatixError({
    code: 'STATIX_REGISTRY_TRANSFER_FAILED',
    what,
    why: reason,
    remedies: [
      'Run the command again: what was transferred completely is not transferred again.',
      'The engine talks to the registry, not this command: it needs the proxy and the CA certificate.',
    ],
    cause: error,
  });
}

function unauthorized(
  what: string,
  reason: string,
  { registry, auth, source }: RegistryCredentials,
  cause: unknown,
): StatixError {
  const login = registry === DOCKER_HUB ? 'docker login' : `docker login ${registry}`;
  const used =
    auth === undefined
      ? `No credentials for ${registry} were found in ${source}.`
      : `The credentials for ${registry} came from ${source}${auth.username === undefined ? '' : `, user '${auth.username}'`}.`;
  return new StatixError({
    code: 'STATIX_REGISTRY_UNAUTHORIZED',
    what: `${what}: the registry refused`,
    why: `${reason}\n${used}`,
    remedies: [
      { text: 'Log in with an account that may do this:', snippet: login },
      'Another configuration is named by DOCKER_CONFIG, a folder with a config.json.',
    ],
    cause,
  });
}
