import { DOCKER_HUB } from '@statix/contract';
import { askCredentialHelper } from './credential-helper.js';
import { dockerConfigPath, readDockerConfig, type DockerConfig } from './docker-config.js';
import type { RegistryAuth, RegistryCredentials } from '../connection/registry-auth.js';

/** The user name by which a helper says that the secret is a token (docker/cli, native_store.go). */
const TOKEN_USER = '<token>';

/**
 * What this user has for a registry, found as `docker` finds it: the helper that is set for this
 * registry, else the helper for all, else what is in the file.
 *
 * @param registry as `registryOf` names it
 * @param file of the same form, in the place of Docker's own: what Podman names with REGISTRY_AUTH_FILE
 * @throws StatixError STATIX_DOCKER_CONFIG_INVALID, STATIX_CREDENTIAL_HELPER_FAILED
 */
export async function registryCredentials(
  registry: string,
  env: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
  file: string = dockerConfigPath(env),
): Promise<RegistryCredentials> {
  const config = await readDockerConfig(file);
  const helper = config.credHelpers?.[hostOf(registry)] ?? config.credsStore;
  if (helper !== undefined && helper !== '') {
    const source = `docker-credential-${helper} (named in ${config.path})`;
    const answer = await askCredentialHelper(helper, registry, env, signal);
    if (answer !== undefined) {
      const { username, secret } = answer;
      const auth =
        username === TOKEN_USER
          ? { serveraddress: registry, identitytoken: secret }
          : { serveraddress: registry, username, password: secret };
      return { registry, auth, source };
    }
    const auth = fromFile(config, registry);
    return { registry, auth, source: auth === undefined ? source : config.path };
  }
  return { registry, auth: fromFile(config, registry), source: config.path };
}

function fromFile({ auths = {} }: DockerConfig, registry: string): RegistryAuth | undefined {
  // Old entries are written as addresses: https://registry.example/v1/.
  const key = Object.keys(auths).find((name) => hostOf(name) === hostOf(registry));
  const entry = key === undefined ? undefined : auths[key];
  if (entry === undefined) return undefined;
  const { identitytoken } = entry;
  if (identitytoken !== undefined && identitytoken !== '') {
    return { serveraddress: registry, identitytoken };
  }
  const [username, password] = decodeAuth(entry.auth) ?? [entry.username, entry.password];
  if (username === undefined || password === undefined) return undefined;
  return { serveraddress: registry, username, password };
}

/** `user:password` in Base64; a password may hold colons. */
function decodeAuth(auth: string | undefined): readonly [string, string] | undefined {
  if (auth === undefined || auth === '') return undefined;
  const text = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}

function hostOf(name: string): string {
  if (name === DOCKER_HUB) return name;
  return name.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}
