import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage, isStatixError } from '@statix/contract';
import type { RegistryCredentials } from '@statix/engine';
import { parseChallenge } from './challenge.js';
import { EndlessAnswer, openHttp, type Http, type HttpRequest, type HttpResponse } from './http.js';
import type { RegistryAddress } from './registry-address.js';
import { answerRefused, saidIn, transferFailed, unauthorized } from './registry-error.js';
import { basicAuthorization, fetchToken } from './token.js';

/** A request of a registry's API. */
export interface RegistryRequest extends Omit<HttpRequest, 'url' | 'headers'> {
  /** A path of the API below the repository, such as `blobs/uploads/`, or where an answer led to. */
  readonly at: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Completes "could not": `push a layer to …`. */
  readonly doing: string;
  /** Statuses that are an answer; any other is an error. */
  readonly expected: readonly number[];
}

export interface RegistryClient {
  readonly address: RegistryAddress;
  /**
   * Sends a request, with what the registry asks for to know who sends it; again where the registry or the
   * connection fails for the moment.
   *
   * @throws StatixError STATIX_REGISTRY_UNAUTHORIZED, STATIX_REGISTRY_TRANSFER_FAILED,
   *   STATIX_REGISTRY_ANSWER_REFUSED; the signal's reason after an abort
   */
  send(request: RegistryRequest): Promise<HttpResponse>;
  /** Allows reading another repository of the registry, to take layers from. */
  alsoRead(path: string): void;
  close(): Promise<void>;
}

export interface RegistrySurroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Milliseconds before the second and the third try. */
  readonly pauses?: readonly number[];
  readonly http?: Http;
}

/** The registry is asked again after these: distribution's own clients do as well. */
const FOR_THE_MOMENT: readonly number[] = [408, 429, 500, 502, 503, 504];
const PAUSES = [1_000, 4_000];
const LONGEST_PAUSE_SECONDS = 30;

/** A client of the OCI distribution specification 1.1, for one repository; connects to nothing yet. */
export function openRegistry(
  address: RegistryAddress,
  credentials: RegistryCredentials,
  { env, signal, pauses = PAUSES, http = openHttp(env) }: RegistrySurroundings,
): RegistryClient {
  const scopes = [`repository:${address.path}:pull,push`];
  let authorization: string | undefined;

  async function once(request: RegistryRequest): Promise<HttpResponse> {
    const url = urlOf(request.at, address);
    const isOwn = url.origin === address.origin;
    const ask = (): Promise<HttpResponse> =>
      http.send(
        {
          ...request,
          url,
          headers: {
            ...request.headers,
            // A registry may have the bytes sent to a store of another host; who sends them is none of its business.
            ...(authorization === undefined || !isOwn ? {} : { authorization }),
          },
        },
        signal,
      );
    const first = await ask();
    if (first.status !== 401 || !isOwn) return first;
    const before = authorization;
    authorization = await authorize(first, request.doing);
    // The same password once more would be the same answer.
    if (authorization === before) return first;
    return ask();
  }

  async function authorize(response: HttpResponse, doing: string): Promise<string> {
    const challenge = parseChallenge(response.headers['www-authenticate']);
    if (challenge === undefined) throw unauthorized(doing, saidIn(response), credentials);
    if (challenge.scheme === 'bearer') {
      const request = { credentials, origin: address.origin, doing };
      return `Bearer ${await fetchToken(http, challenge, scopes, request, signal)}`;
    }
    const basic = basicAuthorization(credentials.auth);
    if (basic === undefined) throw unauthorized(doing, saidIn(response), credentials);
    return basic;
  }

  async function send(request: RegistryRequest): Promise<HttpResponse> {
    const { doing, expected } = request;
    for (let tries = 0; ; tries += 1) {
      const pause = pauses[tries];
      let wait = pause;
      try {
        const response = await once(request);
        if (expected.includes(response.status)) return response;
        if (response.status === 401 || response.status === 403) {
          throw unauthorized(doing, saidIn(response), credentials);
        }
        if (!FOR_THE_MOMENT.includes(response.status) || pause === undefined) {
          throw transferFailed(doing, saidIn(response));
        }
        wait = pauseOf(response, pause);
      } catch (error) {
        signal.throwIfAborted();
        if (isStatixError(error)) throw error;
        if (error instanceof EndlessAnswer) {
          throw answerRefused(`Could not ${doing}`, error.message);
        }
        if (pause === undefined) throw transferFailed(doing, deepestMessage(error), error);
      }
      await delay(wait, undefined, { signal });
    }
  }

  return {
    address,
    send,
    alsoRead(path) {
      scopes.push(`repository:${path}:pull`);
    },
    close: () => http.close(),
  };
}

function urlOf(at: string | URL, { origin, path }: RegistryAddress): URL {
  return typeof at === 'string' ? new URL(`/v2/${path}/${at}`, origin) : at;
}

/** `Retry-After` in seconds (RFC 9110, 10.2.3), within reason. */
function pauseOf({ headers }: HttpResponse, otherwise: number): number {
  const seconds = Number(headers['retry-after']);
  if (!(seconds >= 0)) return otherwise;
  return Math.min(seconds, LONGEST_PAUSE_SECONDS) * 1000;
}

function deepestMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? errorMessage(error) : deepestMessage(error.cause);
}
