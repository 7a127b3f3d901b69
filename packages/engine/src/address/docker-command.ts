import { resolve } from 'node:path';
import type { EngineAddress } from './engine-address.js';
import type { TlsMaterial } from './tls-material.js';

/** How the docker command of this machine reaches an engine, in whatever shell it is typed. */
export interface DockerCommand {
  /** For `--context`. */
  readonly context: string | undefined;
  /** Environment variables; those with undefined must not be set. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** All by which the docker command is told which engine (docker/cli, cli/flags/options.go, cli/command/cli.go). */
const nothing = {
  DOCKER_HOST: undefined,
  DOCKER_CONTEXT: undefined,
  DOCKER_TLS: undefined,
  DOCKER_TLS_VERIFY: undefined,
  DOCKER_CERT_PATH: undefined,
};

/**
 * @param material where the certificates are, if the engine wants TLS
 * @returns undefined for `https://` with nothing else: the docker command always wants a ca.pem
 */
export function dockerCommandOf(
  address: EngineAddress,
  material?: TlsMaterial,
): DockerCommand | undefined {
  if (address.kind !== 'tcp') {
    const host = address.kind === 'ssh' ? address.text : `unix://${address.path}`;
    return { context: undefined, variables: { ...nothing, DOCKER_HOST: host } };
  }
  if (address.protocol === 'https' && material === undefined) return undefined;
  const tls =
    material === undefined
      ? {}
      : {
          [material.verify ? 'DOCKER_TLS_VERIFY' : 'DOCKER_TLS']: '1',
          DOCKER_CERT_PATH: resolve(material.folder),
        };
  // It takes no http:// and no https://.
  const host = `tcp://${address.host}:${address.port}`;
  return { context: undefined, variables: { ...nothing, DOCKER_HOST: host, ...tls } };
}

/** @param config DOCKER_CONFIG, where it is set */
export function dockerCommandOfContext(context: string, config: string | undefined): DockerCommand {
  const folder = config === undefined || config === '' ? {} : { DOCKER_CONFIG: resolve(config) };
  return { context, variables: { ...nothing, ...folder } };
}
