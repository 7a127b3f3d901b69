import { rootCertificates } from 'node:tls';
import { Readable } from 'node:stream';
import { readCaBundle } from '@statix/engine';
import { EnvHttpProxyAgent, request, type Dispatcher } from 'undici';

/** One request to a server. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Made anew for each try. */
  readonly body?: (() => Readable | Buffer) | undefined;
  /** Bytes of the body. */
  readonly length?: number | undefined;
}

/** An answer, all of it; a redirect is one like any other. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What sends requests and ends what is left of them. */
export interface Http {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** How long a server may take for a connection, and to begin its answer. */
const CONNECT_MILLISECONDS = 20_000;
const ANSWER_MILLISECONDS = 60_000;
/** Of a whole request, besides the time for its body. */
const REQUEST_MILLISECONDS = 120_000;
/** The slowest line that an upload is waited for on, in bytes a millisecond. */
const SLOWEST_UPLOAD = 50;
/** Manifests have a few hundred bytes, tokens a few thousand; the specification's limit for manifests is 4 MiB. */
const MOST_ANSWER_BYTES = 4 * 1024 ** 2;

/** An answer that is longer than any that makes sense. */
export class EndlessAnswer extends Error {
  override readonly name = 'EndlessAnswer';
}

/**
 * HTTP as a registry client needs it: nothing follows a redirect, no answer is endless in time or length. With
 * the proxies of the environment, and the certificate authorities that it names besides Node's own.
 *
 * @throws StatixError STATIX_ENVIRONMENT_INVALID
 */
export function openHttp(env: NodeJS.ProcessEnv): Http {
  const bundle = readCaBundle(env)?.content.toString('utf8');
  const tls = bundle === undefined ? {} : { ca: [...rootCertificates, bundle] };
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: env['http_proxy'] ?? env['HTTP_PROXY'] ?? '',
    httpsProxy: env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '',
    noProxy: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
    headersTimeout: ANSWER_MILLISECONDS,
    bodyTimeout: ANSWER_MILLISECONDS,
    connect: { timeout: CONNECT_MILLISECONDS, ...tls },
    requestTls: tls,
    proxyTls: tls,
  });
  return {
    send: (asked, signal) => send(dispatcher, asked, signal),
    close: () => dispatcher.destroy(),
  };
}

async function send(
  dispatcher: Dispatcher,
  { method, url, headers, body, length = 0 }: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const deadline = AbortSignal.timeout(REQUEST_MILLISECONDS + Math.ceil(length / SLOWEST_UPLOAD));
  const content = body?.() ?? null;
  try {
    const response = await request(url, {
      dispatcher,
      method,
      headers: { ...headers, ...(content === null ? {} : { 'content-length': String(length) }) },
      body: content,
      signal: AbortSignal.any([signal, deadline]),
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      body: await readBounded(response.body),
    };
  } finally {
    if (content instanceof Readable) content.destroy();
  }
}

async function readBounded(body: Readable): Promise<Buffer> {
  // A body that is given up ends with an error, which nobody waits for any more.
  body.on('error', () => undefined);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    if (!Buffer.isBuffer(part)) throw new TypeError('expected bytes');
    size += part.byteLength;
    if (size > MOST_ANSWER_BYTES) {
      body.destroy();
      throw new EndlessAnswer(`The answer has more than ${MOST_ANSWER_BYTES} bytes.`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}
