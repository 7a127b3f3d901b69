import { join } from 'node:path';
import { dockerCommandOf, dockerCommandOfContext, type DockerCommand } from './docker-command.js';
import { dockerConfigFolder, dockerContextAddress } from './docker-context.js';
import { parseEngineAddress, socketAddress, type EngineAddress } from './engine-address.js';

/** An engine that may be there, and why it is looked for there. */
export interface EngineCandidate {
  readonly source: string;
  readonly address: EngineAddress;
  /** How the docker command reaches it; undefined where it cannot. */
  readonly docker: DockerCommand | undefined;
}

/**
 * Where to look for an engine, in order. What a user chose (DOCKER_HOST, a docker context) is tried
 * alone, as the docker command does: to fall back to another engine in silence would build in the
 * wrong place.
 *
 * @throws StatixError STATIX_ENGINE_ADDRESS_INVALID, STATIX_DOCKER_CONTEXT_INVALID
 */
export async function engineCandidates(env: NodeJS.ProcessEnv): Promise<EngineCandidate[]> {
  const chosen = (await fromDockerHost(env)) ?? (await fromDockerContext(env));
  return chosen === undefined ? usualSockets(env) : [chosen];
}

async function fromDockerHost(env: NodeJS.ProcessEnv): Promise<EngineCandidate | undefined> {
  const host = env['DOCKER_HOST'];
  if (host === undefined || host === '') return undefined;
  const set = (name: string): boolean => (env[name] ?? '') !== '';
  const verify = set('DOCKER_TLS_VERIFY');
  const named = env['DOCKER_CERT_PATH'] ?? '';
  const folder = named === '' ? dockerConfigFolder(env) : named;
  const material = verify || set('DOCKER_TLS') ? { folder, verify } : undefined;
  const address = await parseEngineAddress(host, 'DOCKER_HOST', material);
  return { source: 'DOCKER_HOST', address, docker: dockerCommandOf(address, material) };
}

async function fromDockerContext(env: NodeJS.ProcessEnv): Promise<EngineCandidate | undefined> {
  const context = await dockerContextAddress(env);
  if (context === undefined) return undefined;
  const docker = dockerCommandOfContext(context.name, env['DOCKER_CONFIG']);
  return { source: 'docker context', address: context.address, docker };
}

function usualSockets(env: NodeJS.ProcessEnv): EngineCandidate[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  const perUser = (path: string): string[] => (runtime === undefined ? [] : [join(runtime, path)]);
  const places: [source: string, paths: string[]][] = [
    ['Docker', ['/var/run/docker.sock']],
    ['Docker Desktop', [join(dockerConfigFolder(env), 'run', 'docker.sock')]],
    ['rootless Docker', perUser('docker.sock')],
    ['rootless Podman', perUser('podman/podman.sock')],
    ['Podman', ['/run/podman/podman.sock']],
  ];
  return places.flatMap(([source, paths]) =>
    paths.map((path) => {
      const address = socketAddress(path);
      return { source, address, docker: dockerCommandOf(address) };
    }),
  );
}
