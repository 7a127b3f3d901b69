import { isStatixError } from '@statix/contract';
import * as z from 'zod';
import { readEngineClock } from '../connection/engine-facts.js';
import { engineLost } from '../connection/engine-lost.js';
import { EngineRefusal, isRefusal } from '../connection/engine-refusal.js';
import { readJsonLines } from '../connection/json-lines.js';
import type { Transport } from '../connection/transport.js';
import { pause } from '../state/pause.js';
import { attachOutput, type AttachedOutput } from './attach-output.js';
import type { ContainerIo, ContainerResult, StartedContainer } from './container-spec.js';
import { exitSignal } from './exit-signal.js';
import { kill } from './kill.js';
import { killAfter } from './kill-after.js';

/** Outputs end with a container's last process; one that is silent for this long is cut off. */
const OUTPUT_MILLISECONDS = 30_000;

/** What it has stored is answered at once. */
const EVENTS_MILLISECONDS = 10_000;

const waitSchema = z.object({ StatusCode: z.int() });
const inspectSchema = z.object({
  State: z.object({ ExitCode: z.int(), OOMKilled: z.boolean().optional() }),
});

/** Starts a created container and waits until it and its outputs have ended. */
export async function runToExit(
  transport: Transport,
  id: string,
  io: ContainerIo,
  started: (container: StartedContainer) => void = () => undefined,
): Promise<ContainerResult> {
  // Whatever fails first ends the rest: nothing waits alone for an engine that is gone.
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(io.signal === undefined ? [] : [io.signal])]);
  const fail = (error: unknown): void => {
    failed.abort(error);
  };
  const output = await attach(transport, id, io, signal);
  if ('startError' in output) return output;
  output.ended.catch(fail);
  try {
    const startError = await start(transport, id, signal);
    if (startError !== undefined) {
      const { ExitCode } = await inspectState(transport, id, signal);
      return { exitCode: ExitCode, oomKilled: false, timedOut: false, startError };
    }
    const waiting = waitForExit(transport, id, { ...io, signal, fail });
    started({ signal: (name) => kill(transport, id, name) });
    const { exitCode, timedOut } = await waiting;
    output.expectEnd(OUTPUT_MILLISECONDS, () => {
      const cause = new Error(`nothing came for ${OUTPUT_MILLISECONDS / 1000} s after its end`);
      fail(engineLost(transport.address, 'follow the output of a container', cause));
    });
    await output.ended;
    const killedBy = exitSignal(exitCode);
    const unexplained = killedBy === 'SIGKILL' && !timedOut;
    return {
      exitCode,
      ...(killedBy === undefined ? {} : { signal: killedBy }),
      oomKilled: unexplained && (await wasOutOfMemory(transport, id, signal)),
      timedOut,
    };
  } finally {
    failed.abort();
    await output.ended.catch(() => undefined);
  }
}

const PREPARING = /^preparing container \S+ for attach: /;

/**
 * Podman prepares a container when somebody attaches to it (pkg/api/handlers/compat/containers_attach.go),
 * and says then that the program cannot be started: 4.3 with status 409, 5.4 with 500. It knows no exit code of that: 127 is a shell's.
 */
async function attach(
  transport: Transport,
  id: string,
  io: ContainerIo,
  signal: AbortSignal,
): Promise<AttachedOutput | (ContainerResult & { startError: string })> {
  try {
    return await attachOutput(transport, id, io, signal);
  } catch (error) {
    if (!isRefusal(error, 409, 500) || !PREPARING.test(error.reason)) throw error;
    return { exitCode: 127, oomKilled: false, timedOut: false, startError: error.reason };
  }
}

/** Resolves with the engine's words if the program cannot be started. */
export async function start(
  transport: Transport,
  id: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await transport.done({
      doing: 'start a container',
      method: 'POST',
      path: `/containers/${id}/start`,
      signal,
    });
    return undefined;
  } catch (error) {
    if (isAboutProgram(error)) return error.reason;
    throw error;
  }
}

/** 400 and 500 alike, depending on the engine’s version; 404 is a container that is gone. */
function isAboutProgram(error: unknown): error is EngineRefusal {
  return (
    error instanceof EngineRefusal &&
    error.status !== 404 &&
    error.code !== 'STATIX_ENGINE_DISK_FULL'
  );
}

export async function waitForExit(
  transport: Transport,
  id: string,
  io: {
    timeoutMilliseconds?: number | undefined;
    signal: AbortSignal;
    fail: (error: unknown) => void;
  },
): Promise<{ exitCode: number; timedOut: boolean }> {
  const deadline = killAfter(transport, id, io.timeoutMilliseconds, io.fail);
  try {
    const { StatusCode } = await transport.json(
      {
        doing: 'wait for a container',
        method: 'POST',
        path: `/containers/${id}/wait`,
        signal: io.signal,
        deadlineMilliseconds: Infinity,
      },
      waitSchema,
    );
    return { exitCode: StatusCode, timedOut: deadline.passed };
  } finally {
    await deadline.end();
  }
}

/**
 * The engine learns that the kernel killed for memory by another way than that the container ended,
 * and not always first (seen on Docker 20.10): asked once, it may not know yet. It never hears of a program that
 * is killed before containerd follows the container's memory, which it does once it has started it.
 */
export async function wasOutOfMemory(
  transport: Transport,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  // On a busy machine half a second was not enough.
  for (let attempt = 1; attempt <= 40; attempt += 1) {
    const { OOMKilled } = await inspectState(transport, id, signal);
    if (OOMKilled === true) return true;
    await pause(50, signal);
  }
  return toldOfMemory(transport, id, signal);
}

/**
 * Docker notes on a container that has just been started that it runs, and forgets with that what it has heard of
 * its end by then (moby's container/state.go, SetRunning; seen on 26.1 under load). Its event stays.
 */
async function toldOfMemory(
  transport: Transport,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const now = await readEngineClock(transport);
    const events = await transport.open({
      doing: 'see why a container was killed',
      method: 'GET',
      path: '/events',
      query: {
        since: '1',
        // Without an end it would wait for what is to come.
        until: (now.getTime() / 1000).toFixed(3),
        filters: JSON.stringify({ container: [id], event: ['oom'] }),
      },
      signal,
      deadlineMilliseconds: EVENTS_MILLISECONDS,
    });
    try {
      const ofMemory = z.object({
        Action: z.literal('oom'),
        Actor: z.object({ ID: z.literal(id) }),
      });
      for await (const { value } of readJsonLines(events.chunks)) {
        if (ofMemory.safeParse(value).success) return true;
      }
    } finally {
      events.destroy();
    }
  } catch (error) {
    signal.throwIfAborted();
    // An engine that does not say leaves it open, as one that does not know. One that is gone is told of next.
    if (!isStatixError(error)) throw error;
  }
  return false;
}

async function inspectState(transport: Transport, id: string, signal: AbortSignal) {
  const { State } = await transport.json(
    { doing: 'inspect a container', method: 'GET', path: `/containers/${id}/json`, signal },
    inspectSchema,
  );
  return State;
}
