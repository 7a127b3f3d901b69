import { registryCredentials, type RegistryCredentials } from '@statix/engine';

/**
 * What this user has for a registry: from the file that REGISTRY_AUTH_FILE names, as Podman, Buildah and
 * Skopeo have it, else as `docker` finds it.
 *
 * @throws StatixError as `registryCredentials`
 */
export function pushCredentials(
  registry: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<RegistryCredentials> {
  const file = env['REGISTRY_AUTH_FILE'];
  return registryCredentials(registry, env, signal, file === '' ? undefined : file);
}
