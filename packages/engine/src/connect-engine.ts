import { engineCandidates, type EngineCandidate } from './address/engine-candidates.js';
import type { EngineAddress } from './address/engine-address.js';
import { ownEnvironment } from './address/own-environment.js';
import { engineNaming } from './address/require-own-engine.js';
import { createEngine } from './create-engine.js';
import type { Engine } from './engine.js';
import { errorCode, errorMessage } from '@statix/contract';
import { openDockerClient, type DockerClient } from './connection/docker-client.js';
import { engineNotFound, type FailedAttempt } from './connection/engine-not-found.js';
import { Transport } from './connection/transport.js';

const PING_MILLISECONDS = 5_000;
/** Ssh gives up by itself after 30 s. */
const PING_OVER_SSH_MILLISECONDS = 35_000;

/**
 * Finds a container engine and makes sure that it answers. DOCKER_HOST or the docker context in use
 * decides; without either the usual sockets of Docker and Podman are tried in turn.
 *
 * @param options.dotenvFolders absolute: those in which Nx looks for `.env` files for the task
 * @throws StatixError STATIX_ENGINE_NOT_FOUND with every address that was tried,
 *   STATIX_ENGINE_ADDRESS_INVALID, STATIX_DOCKER_CONTEXT_INVALID
 */
export async function connectEngine({
  env = process.env,
  signal,
  dotenvFolders = [],
}: {
  env?: NodeJS.ProcessEnv | undefined;
  signal?: AbortSignal | undefined;
  dotenvFolders?: readonly string[] | undefined;
} = {}): Promise<Engine> {
  const namedBy = engineNaming(ownEnvironment(env, dotenvFolders));
  const attempts: FailedAttempt[] = [];
  for (const candidate of await engineCandidates(env)) {
    const client = openDockerClient(candidate.address);
    const failure = await tryPing(client, candidate, signal);
    signal?.throwIfAborted();
    if (failure === undefined) {
      const transport = new Transport(candidate.address.text, client);
      return createEngine(transport, env, { namedBy, docker: candidate.docker });
    }
    attempts.push(failure);
  }
  throw engineNotFound(attempts);
}

async function tryPing(
  client: DockerClient,
  { source, address }: EngineCandidate,
  signal: AbortSignal | undefined,
): Promise<FailedAttempt | undefined> {
  const milliseconds = address.kind === 'ssh' ? PING_OVER_SSH_MILLISECONDS : PING_MILLISECONDS;
  const deadline = AbortSignal.timeout(milliseconds);
  const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  const failed = (code: string | undefined, message: string): FailedAttempt => ({
    source,
    address,
    code,
    message,
  });
  try {
    const response = await client.exchange({ method: 'GET', path: '/_ping', signal: either });
    response.resume();
    const status = response.statusCode ?? 0;
    if (status === 200) return undefined;
    return failed(undefined, refusedPing(address, status));
  } catch (error) {
    if (deadline.aborted) return failed(undefined, `no answer within ${milliseconds / 1000} s`);
    return failed(errorCode(error), errorMessage(error));
  }
}

function refusedPing(address: EngineAddress, status: number): string {
  const answers = `answers with status ${status}, which no engine does`;
  // Go's server says so to HTTP where it expects TLS (net/http, conn.serve).
  const wantsTls = status === 400 && address.kind === 'tcp' && address.protocol === 'http';
  return wantsTls ? `${answers} unless it wants TLS (DOCKER_TLS_VERIFY=1)` : answers;
}
