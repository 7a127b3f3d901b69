import { once } from 'node:events';
import { basename } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { ContainerResult, Engine } from '@statix/engine';
import { programPath } from './program-path.js';
import { bareSpec } from './run-from-scratch.js';
import { makeRoot } from './run-root.js';

export interface StreamRequest {
  /** Path on this machine. */
  readonly program: string;
  readonly arguments: readonly string[];
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly signal: AbortSignal;
}

/** Enough for a server; the engine's own limit on memory holds. */
const MOST_PROCESSES = 4096;

/**
 * Runs a program for a person, in an image that holds nothing else that it would use, with its input and outputs
 * passed on as they come. Unlike a proof it has a network, as much memory as the engine gives, and a /tmp; and it is
 * started by the engine's init, which passes signals on and is all that a person needs.
 */
export async function streamFromScratch(
  engine: Engine,
  { program, arguments: args, stdin, stdout, stderr, signal }: StreamRequest,
): Promise<ContainerResult> {
  const name = basename(program);
  const { imageId } = await makeRoot(engine, { program, name, signal });
  const { limits: _, ...spec } = bareSpec(imageId, { tmpfs: ['/tmp'] });
  try {
    const { result } = await engine.runContainer(
      {
        ...spec,
        command: [programPath(name), ...args],
        network: 'bridge',
        limits: { pids: MOST_PROCESSES },
      },
      { stdin, stdout: into(stdout), stderr: into(stderr), signal },
    );
    return result;
  } finally {
    // Not the error to report, if there is one already; the next start reaps what stays.
    await engine.removeImage(imageId).catch(() => undefined);
  }
}

/** Reads no more of the program's output than is taken. */
function into(target: Writable): (chunk: Buffer) => unknown {
  // A copy: what arrives is a view of a buffer that is used again.
  return (chunk) => (target.write(Buffer.from(chunk)) ? undefined : once(target, 'drain'));
}
