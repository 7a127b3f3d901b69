import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REGISTRY_PASSWORD, REGISTRY_USER } from '@statix/engine/testing/real-registry';

/** Who works where: an engine, what Statix knows on this machine, and Docker's configuration. */
export interface Machine {
  readonly folder: string;
  readonly dockerConfig: string;
  /** Makes this process work as that machine's user. */
  readonly enter: () => void;
  /** Writes Docker's config.json. */
  readonly configure: (config: object) => void;
  /** A credential helper `docker-credential-<name>` in PATH: a shell script's body. */
  readonly installHelper: (name: string, script: string) => void;
}

const PATH = process.env['PATH'] ?? '';

/** @param engine for DOCKER_HOST; undefined is the usual one */
export function machine(folder: string, engine: string | undefined): Machine {
  const dockerConfig = join(folder, 'docker');
  const bin = join(folder, 'bin');
  mkdirSync(dockerConfig, { recursive: true });
  mkdirSync(bin, { recursive: true });
  return {
    folder,
    dockerConfig,
    enter: () => {
      process.env['STATIX_STATE_DIR'] = join(folder, 'state');
      process.env['DOCKER_CONFIG'] = dockerConfig;
      process.env['PATH'] = `${bin}:${PATH}`;
      if (engine === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = engine;
    },
    configure: (config) => {
      writeFileSync(join(dockerConfig, 'config.json'), JSON.stringify(config));
    },
    installHelper: (name, script) => {
      const path = join(bin, `docker-credential-${name}`);
      writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    },
  };
}

/** As `docker login` writes it where there is no helper. */
export function loggedIn(registry: string, password = REGISTRY_PASSWORD): object {
  const auth = Buffer.from(`${REGISTRY_USER}:${password}`).toString('base64');
  return { auths: { [registry]: { auth } } };
}
