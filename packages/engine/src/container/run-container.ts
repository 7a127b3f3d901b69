import { randomBytes } from 'node:crypto';
import type { Transport } from '../connection/transport.js';
import type {
  ContainerIo,
  ContainerResult,
  ContainerSpec,
  ContainerSteps,
} from './container-spec.js';
import { containerCreateRequest } from './container-create-request.js';
import type { Owner } from './owner.js';
import { runToExit } from './run-to-exit.js';
import { stoppedContainer } from './stopped-container.js';
import { withContainer } from './with-container.js';

/** See `Engine.runContainer`. */
export async function runContainer<T>(
  transport: Transport,
  owner: Owner,
  spec: ContainerSpec,
  io: ContainerIo,
  { before, started, after }: ContainerSteps<T> = {},
): Promise<{ result: ContainerResult; value: T | undefined }> {
  const request = containerCreateRequest(spec, owner, randomRun(), {
    hasInput: io.stdin !== undefined,
  });
  return withContainer(transport, request, io.signal, async (id) => {
    const stopped = stoppedContainer(transport, id, io.signal);
    await before?.(stopped);
    const result = await runToExit(transport, id, io, started);
    return { result, value: await after?.(stopped, result) };
  });
}

/** 12 hex digits that name one run of a container. */
export function randomRun(): string {
  return randomBytes(6).toString('hex');
}
