import { DOCKER_HUB, StatixError } from '@statix/contract';
import type { RegistryCredentials } from '@statix/engine';
import * as z from 'zod';
import type { HttpResponse } from './http.js';

/** Distribution specification, "Error Codes". */
const errorsSchema = z.object({
  errors: z.array(z.object({ code: z.string(), message: z.string().optional() })).min(1),
});

/** What a registry says of its refusal, in one short line. */
export function saidIn({ status, body }: HttpResponse): string {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    value = undefined;
  }
  const errors = errorsSchema.safeParse(value).data?.errors.slice(0, 3) ?? [];
  const said = errors.map(({ code, message = '' }) => `${code} ${message}`.trim()).join('; ');
  return said === '' ? `It answered ${status}.` : `It answered ${status}: ${said.slice(0, 500)}`;
}

/** The registry knows who asks, or nobody, and says no. */
export function unauthorized(
  doing: string,
  why: string,
  { registry, auth, source }: RegistryCredentials,
): StatixError {
  const login = registry === DOCKER_HUB ? 'docker login' : `docker login ${registry}`;
  const user = auth?.username === undefined ? '' : `, user '${auth.username}'`;
  return new StatixError({
    code: 'STATIX_REGISTRY_UNAUTHORIZED',
    what: `The registry refused to ${doing}`,
    why: [
      why,
      auth === undefined
        ? `No credentials for ${registry} were found in ${source}.`
        : `The credentials for ${registry} came from ${source}${user}.`,
    ].join('\n'),
    remedies: [
      { text: 'Log in with an account that may push there:', snippet: login },
      'Another configuration is named by DOCKER_CONFIG, a folder with a config.json, or by REGISTRY_AUTH_FILE.',
    ],
  });
}

/** The transfer failed; what was sent completely is there. */
export function transferFailed(doing: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_REGISTRY_TRANSFER_FAILED',
    what: `Could not ${doing}`,
    why,
    remedies: [
      'Run again: what was sent completely is not sent again.',
      'A registry behind a proxy or with a certificate of your own: set HTTPS_PROXY, and STATIX_CA_BUNDLE to a PEM file.',
    ],
    cause,
  });
}

/** The registry asks for something that would give away a secret, or leads elsewhere. */
export function answerRefused(what: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_REGISTRY_ANSWER_REFUSED',
    what,
    why,
    remedies: [
      'Find out whether this is the registry that you mean, or something in between answers.',
    ],
  });
}
