import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { isRefusal } from '../connection/engine-refusal.js';
import type { OpenConnection, Transport } from '../connection/transport.js';
import { containerCreateRequest } from './container-create-request.js';
import type { ContainerResult, ContainerSpec, ContainerSteps } from './container-spec.js';
import type { Owner } from './owner.js';
import { randomRun } from './run-container.js';
import { start, waitForExit } from './run-to-exit.js';
import { stoppedContainer } from './stopped-container.js';
import { withContainer } from './with-container.js';

/** A person's terminal, in raw mode for as long as a program has it: `process.stdin` and `process.stdout`. */
export interface Terminal {
  readonly input: Readable & { setRawMode?: (raw: boolean) => unknown };
  readonly output: Writable;
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** @returns ends it */
  readonly onResize: (listener: () => void) => () => void;
}

/** See `Engine.runTerminal`. */
export async function runTerminal(
  transport: Transport,
  owner: Owner,
  spec: ContainerSpec,
  terminal: Terminal,
  { signal, before }: Pick<ContainerSteps<never>, 'before'> & { signal?: AbortSignal | undefined },
): Promise<ContainerResult> {
  const request = containerCreateRequest(spec, owner, randomRun(), {
    hasInput: true,
    hasTerminal: true,
  });
  return withContainer(transport, request, signal, async (id) => {
    await before?.(stoppedContainer(transport, id, signal));
    const connection = await transport.connect({
      doing: 'connect a terminal to a container',
      path: `/containers/${id}/attach`,
      query: { stream: '1', stdin: '1', stdout: '1', stderr: '1' },
      signal,
    });
    const ended = new AbortController();
    const either = AbortSignal.any([ended.signal, ...(signal === undefined ? [] : [signal])]);
    const release = holdTerminal(terminal, connection, () => resize(transport, id, terminal));
    try {
      const output = show(connection, terminal.output);
      output.catch((error: unknown) => {
        ended.abort(error);
      });
      const startError = await start(transport, id, either);
      if (startError !== undefined)
        return { exitCode: 127, oomKilled: false, timedOut: false, startError };
      await resize(transport, id, terminal);
      const fail = (error: unknown): void => {
        ended.abort(error);
      };
      const { exitCode } = await waitForExit(transport, id, { signal: either, fail });
      await output;
      return { exitCode, oomKilled: false, timedOut: false };
    } finally {
      release();
      connection.destroy();
    }
  });
}

/** Every key goes to the program, Ctrl-C too, until it is released. */
function holdTerminal(
  { input, onResize }: Terminal,
  connection: OpenConnection,
  resized: () => Promise<void>,
): () => void {
  const typed = (chunk: Buffer): void => {
    connection.input.write(chunk);
  };
  const stopListening = onResize(() => {
    // The program may have ended meanwhile.
    resized().catch(() => undefined);
  });
  input.setRawMode?.(true);
  input.on('data', typed);
  input.resume();
  return () => {
    input.off('data', typed);
    input.pause();
    input.setRawMode?.(false);
    stopListening();
  };
}

/** With a terminal the engine sends both outputs as one, without frames. */
async function show({ chunks }: OpenConnection, output: Writable): Promise<void> {
  for await (const chunk of chunks) {
    if (!output.write(Buffer.from(chunk))) await once(output, 'drain');
  }
}

async function resize(transport: Transport, id: string, terminal: Terminal): Promise<void> {
  const { columns, rows } = terminal.size();
  try {
    await transport.done({
      doing: 'tell a container the size of its terminal',
      method: 'POST',
      path: `/containers/${id}/resize`,
      query: { h: String(rows), w: String(columns) },
    });
  } catch (error) {
    // It does not run any more.
    if (!isRefusal(error, 404, 409, 500)) throw error;
  }
}
