import type { RegistryCredentials } from '@statix/engine';
import * as z from 'zod';
import type { Challenge } from './challenge.js';
import type { Http, HttpRequest } from './http.js';
import { isLoopback, urlIn } from './registry-address.js';
import { answerRefused, saidIn, unauthorized } from './registry-error.js';

/** It becomes a header. */
const token = z.string().regex(/^[\x21-\x7e]{1,65536}$/);
const tokenSchema = z.object({ token: token.optional(), access_token: token.optional() });

const CLIENT = 'statix';

/**
 * Gets a token where a registry says that it is to be had (distribution's token authentication specification;
 * with an identity token, its OAuth 2 variant). That place is given the user's credentials, so it has to be
 * reached by TLS, or to be on this machine as the registry is, and a redirect of its is not followed.
 *
 * @param scope `repository:team/app:pull,push`; what the challenge asks for is not looked at
 * @throws StatixError STATIX_REGISTRY_UNAUTHORIZED, STATIX_REGISTRY_ANSWER_REFUSED
 */
export async function fetchToken(
  http: Http,
  { realm, service }: Extract<Challenge, { scheme: 'bearer' }>,
  scopes: readonly string[],
  { credentials, origin, doing }: TokenRequest,
  signal: AbortSignal,
): Promise<string> {
  const url = realmUrl(realm, origin);
  const response = await http.send(requestFor(url, service, scopes, credentials), signal);
  if (response.status >= 300 && response.status < 400) {
    throw answerRefused(
      `The token service of ${origin} leads to another place`,
      `${url.origin} answered ${response.status}. Credentials are sent to no place that the registry itself does not name.`,
    );
  }
  if (response.status !== 200) throw unauthorized(doing, saidIn(response), credentials);
  const answer = tokenSchema.safeParse(jsonOf(response.body)).data;
  const given = answer?.token ?? answer?.access_token;
  if (given !== undefined) return given;
  throw answerRefused(
    `The token service of ${origin} gave no token`,
    'Its answer has no such form.',
  );
}

export interface TokenRequest {
  readonly credentials: RegistryCredentials;
  /** Of the registry. */
  readonly origin: string;
  readonly doing: string;
}

function realmUrl(realm: string, origin: string): URL {
  const url = urlIn(realm);
  const isSafe =
    url !== undefined &&
    (url.protocol === 'https:' ||
      (url.protocol === 'http:' &&
        isLoopback(url.hostname) &&
        isLoopback(new URL(origin).hostname)));
  if (isSafe) return url;
  throw answerRefused(
    `${origin} asks for a token from a place that is not asked`,
    `Its challenge names ${JSON.stringify(realm.slice(0, 200))}. Only https is used, for credentials are sent there.`,
  );
}

function requestFor(
  url: URL,
  service: string | undefined,
  scopes: readonly string[],
  { auth }: RegistryCredentials,
): HttpRequest {
  const asked = [
    ...(service === undefined ? [] : [['service', service] as const]),
    ...scopes.map((scope) => ['scope', scope] as const),
  ];
  if (auth?.identitytoken !== undefined) {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: CLIENT,
      refresh_token: auth.identitytoken,
      ...(service === undefined ? {} : { service }),
      scope: scopes.join(' '),
    });
    const body = Buffer.from(form.toString());
    return {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: () => body,
      length: body.byteLength,
    };
  }
  const withQuery = new URL(url);
  for (const [name, value] of asked) withQuery.searchParams.append(name, value);
  const basic = basicAuthorization(auth);
  return {
    method: 'GET',
    url: withQuery,
    headers: basic === undefined ? {} : { authorization: basic },
  };
}

/** RFC 7617. */
export function basicAuthorization(auth: RegistryCredentials['auth']): string | undefined {
  if (auth?.username === undefined || auth.password === undefined) return undefined;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
