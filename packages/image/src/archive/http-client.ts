import { Readable } from 'node:stream';
import { DIST_ARCHIVE, distMirror, siteFiles } from '@statix/toolchain';
import { EnvHttpProxyAgent, fetch, type Dispatcher } from 'undici';
import { readMirrors, type Mirrors } from './file-providers.js';

/** How long a server may take to begin its answer, and to go on with it. */
const PATIENCE_MILLISECONDS = 20_000;

export type HttpAnswer =
  | { readonly status: 'there'; readonly size: number | undefined; readonly body: Readable }
  | { readonly status: 'absent' }
  /** Nothing can be said of the file: no connection, or an error of the server. */
  | { readonly status: 'unreachable'; readonly why: string };

/** Asks servers as a build of the image does: with the same proxies, CA bundle and mirror. */
export interface HttpClient {
  readonly mirrors: Mirrors;
  /**
   * A server that could not be connected to is not tried again.
   *
   * @param method after HEAD the body is empty
   */
  request(method: 'GET' | 'HEAD', url: string, signal: AbortSignal): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** @throws StatixError STATIX_ENVIRONMENT_INVALID */
export async function httpClient(env: NodeJS.ProcessEnv): Promise<HttpClient> {
  const site = await siteFiles(env);
  const textOf = (name: RegExp): string | undefined => {
    return site.find(({ path }) => name.test(path))?.content.toString('utf8');
  };
  const ca = textOf(/\/ca\.pem$/);
  const tls = ca === undefined ? {} : { ca };
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: env['http_proxy'] ?? env['HTTP_PROXY'] ?? '',
    httpsProxy: env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '',
    noProxy: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
    headersTimeout: PATIENCE_MILLISECONDS,
    bodyTimeout: PATIENCE_MILLISECONDS,
    connect: { timeout: PATIENCE_MILLISECONDS, ...tls },
    requestTls: tls,
    proxyTls: tls,
  });
  const dist = distMirror(env);
  const silent = new Map<string, string>();
  return {
    mirrors: {
      ...readMirrors(textOf(/\/(debian\.sources|sources\.list)$/) ?? ''),
      ...(dist === undefined ? {} : { [DIST_ARCHIVE]: dist }),
    },
    async request(method, url, signal) {
      const { origin } = new URL(url);
      const why = silent.get(origin);
      if (why !== undefined) return { status: 'unreachable', why };
      try {
        return await ask(dispatcher, method, url, signal);
      } catch (error) {
        signal.throwIfAborted();
        const reason = `${new URL(url).host}: ${deepestMessage(error)}`;
        silent.set(origin, reason);
        return { status: 'unreachable', why: reason };
      }
    },
    close: () => dispatcher.destroy(),
  };
}

async function ask(
  dispatcher: Dispatcher,
  method: string,
  url: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const response = await fetch(url, { method, dispatcher, signal });
  if (response.ok) {
    const length = response.headers.get('content-length');
    return {
      status: 'there',
      size: length === null ? undefined : Number(length),
      body: Readable.from(response.body ?? []),
    };
  }
  await response.body?.cancel();
  // Of an overloaded server or a proxy that wants a password nothing follows for the file.
  if (response.status < 500 && response.status !== 407 && response.status !== 429) {
    return { status: 'absent' };
  }
  return { status: 'unreachable', why: `${new URL(url).host} answered ${response.status}` };
}

/** fetch says only "fetch failed"; the reason is its cause. */
function deepestMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : deepestMessage(error.cause);
}
