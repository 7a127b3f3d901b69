import type { IncomingHttpHeaders } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import { errorMessage, isStatixError } from '@statix/contract';
import * as z from 'zod';
import { debugLine } from '../state/debug-line.js';
import type { BuildOptions, DockerClient, Exchange } from './docker-client.js';
import { engineLost } from './engine-lost.js';
import { EngineRefusal, refusalReason } from './engine-refusal.js';

/** A request, and what it is for. */
export interface Call extends Exchange {
  /** Completes "The engine could not …": `create a container`. */
  readonly doing: string;
  /**
   * The engine must have answered whole by then. Left out for what lasts as long as it lasts:
   * waiting, output, archives.
   */
  readonly deadlineMilliseconds?: number;
}

/** A response that has to be read to its end or destroyed. */
export interface OpenResponse {
  /** The body. Ends only if the engine ended it in good order; a broken connection throws. */
  readonly chunks: AsyncGenerator<Buffer>;
  destroy(): void;
}

/** The head of a response; headers by their names in lower case. */
export interface ResponseHead {
  readonly headers: IncomingHttpHeaders;
}

/** A connection that goes both ways. */
export interface OpenConnection extends OpenResponse {
  /** What the other side reads; ended by `end()`, which leaves `chunks` open. */
  readonly input: Writable;
}

/** For what an engine does at once, with room for a slow disk. */
export const PROMPT_MILLISECONDS = 120_000;
const MOST_JSON_BYTES = 64 * 1024 * 1024;

/**
 * Requests to one engine, with one rule for what goes wrong: an error status is an
 * {@link EngineRefusal}, a broken connection STATIX_ENGINE_LOST, an abort the signal's reason.
 */
export class Transport {
  constructor(
    readonly address: string,
    private readonly client: DockerClient,
  ) {}

  /** Sends a request and returns the open response to a status that is not an error. */
  async open(call: Call): Promise<OpenResponse & ResponseHead> {
    const limited = limit(call);
    try {
      call.signal?.throwIfAborted();
      const begun = performance.now();
      const response = await this.client.exchange({ ...call, signal: limited.signal });
      debugLine('engine', () => {
        const milliseconds = (performance.now() - begun).toFixed(1);
        return `${call.method} ${call.path} ${response.statusCode ?? '?'} after ${milliseconds} ms, to ${call.doing}`;
      });
      const chunks = this.read(response, call.doing, limited);
      const status = response.statusCode ?? 0;
      if (status >= 400) {
        const reason = refusalReason(await collectText(chunks));
        throw new EngineRefusal(status, call.doing, reason);
      }
      const destroy = (): void => {
        response.destroy();
        limited.release();
      };
      return { chunks, headers: response.headers, destroy };
    } catch (error) {
      call.upload?.destroy();
      limited.release();
      throw this.explain(error, call.doing, limited);
    }
  }

  /** Sends a request that turns its connection into one that goes both ways. */
  async connect(
    call: Omit<Call, 'method' | 'upload' | 'deadlineMilliseconds'>,
  ): Promise<OpenConnection> {
    const limited = limit(call);
    try {
      call.signal?.throwIfAborted();
      const opened = await this.client.hijack(call);
      if ('response' in opened) {
        const reason = refusalReason(await collectText(opened.response));
        throw new EngineRefusal(opened.response.statusCode ?? 0, call.doing, reason);
      }
      const { connection } = opened;
      const cut = (): void => {
        connection.destroy();
      };
      call.signal?.addEventListener('abort', cut, { once: true });
      // Who reads has the error as well; without a listener it would end the process.
      connection.on('error', () => undefined);
      connection.once('close', () => {
        call.signal?.removeEventListener('abort', cut);
      });
      if (call.signal?.aborted === true) cut();
      const chunks = this.read(connection, call.doing, limited);
      return { chunks, input: connection, destroy: cut };
    } catch (error) {
      throw this.explain(error, call.doing, limited);
    }
  }

  /** Sends a request and checks its JSON answer. */
  async json<Schema extends z.ZodType>(call: Call, schema: Schema): Promise<z.output<Schema>> {
    const text = await this.text(call);
    try {
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      const reason = `It answered something else than expected: ${errorMessage(cause)}`;
      throw new EngineRefusal(200, call.doing, reason);
    }
  }

  /** Sends a request and waits until it is done; what the engine answers is of no interest. */
  async done(call: Call): Promise<void> {
    await this.text(call);
  }

  /** Asks for the head of an answer alone. */
  async head(call: Omit<Call, 'method'>): Promise<ResponseHead> {
    const response = await this.open({
      deadlineMilliseconds: PROMPT_MILLISECONDS,
      ...call,
      method: 'HEAD',
    });
    await collectText(response.chunks);
    return response;
  }

  /** Starts a BuildKit build; its response has to be destroyed. */
  async build(
    context: Readable,
    options: BuildOptions,
    call: { doing: string; signal: AbortSignal | undefined },
  ): Promise<OpenResponse> {
    const limited = limit({ ...call, upload: context });
    try {
      const { response, close } = await this.client.build(context, options, call.signal);
      return { chunks: this.read(response, call.doing, limited), destroy: close };
    } catch (error) {
      throw this.explain(refusalOf(error, call.doing) ?? error, call.doing, limited);
    }
  }

  private async text(call: Call): Promise<string> {
    const response = await this.open({ deadlineMilliseconds: PROMPT_MILLISECONDS, ...call });
    try {
      return await collectText(response.chunks);
    } finally {
      response.destroy();
      call.upload?.destroy();
    }
  }

  private async *read(response: Readable, doing: string, limited: Limited): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of response) {
        if (Buffer.isBuffer(chunk)) yield chunk;
      }
    } catch (error) {
      throw this.explain(error, doing, limited);
    } finally {
      limited.release();
    }
  }

  private explain(error: unknown, doing: string, limited: Limited): unknown {
    if (limited.asked?.aborted === true) return limited.asked.reason;
    const own = limited.uploadError();
    if (own !== undefined) return own;
    if (isStatixError(error)) return error;
    const cause: unknown = limited.signal?.aborted === true ? limited.signal.reason : error;
    return engineLost(this.address, doing, cause);
  }
}

/** dockerode's own errors carry the status; their message is the engine's, with a prefix. */
function refusalOf(error: unknown, doing: string): EngineRefusal | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  if (typeof statusCode !== 'number') return undefined;
  return new EngineRefusal(statusCode, doing, errorMessage(error).trim());
}

interface Limited {
  /** The caller's. */
  readonly asked: AbortSignal | undefined;
  /** The caller's and the deadline. */
  readonly signal: AbortSignal | undefined;
  /** What broke the request from our side: the archive could not be read. */
  uploadError(): unknown;
  release(): void;
}

function limit({
  signal: asked,
  upload,
  deadlineMilliseconds,
}: Pick<Call, 'signal' | 'upload' | 'deadlineMilliseconds'>): Limited {
  const uploadError = (): unknown => upload?.errored ?? undefined;
  if (deadlineMilliseconds === undefined || deadlineMilliseconds === Infinity) {
    return { asked, signal: asked, uploadError, release: () => undefined };
  }
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(new Error(`no answer within ${deadlineMilliseconds / 1000} s`));
  }, deadlineMilliseconds);
  const signal = asked === undefined ? deadline.signal : AbortSignal.any([asked, deadline.signal]);
  return {
    asked,
    signal,
    uploadError,
    release: () => {
      clearTimeout(timer);
    },
  };
}

async function collectText(chunks: AsyncIterable<unknown>): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.byteLength;
    if (size > MOST_JSON_BYTES) throw new RangeError('the engine’s answer is too long');
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}
