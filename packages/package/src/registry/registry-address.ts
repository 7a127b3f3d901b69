import { DOCKER_HUB, registryOf } from '@statix/contract';

/** Where a repository is, as its registry's API has it. */
export interface RegistryAddress {
  /** As Docker's configuration names it, for credentials. */
  readonly registry: string;
  /** `https://registry.example:5000` */
  readonly origin: string;
  /** Path in the registry: `team/app`. */
  readonly path: string;
}

/** Docker Hub's API is not at the address that its credentials are kept under. */
const HUB_ORIGIN = 'https://registry-1.docker.io';

/**
 * @param repository as `isRepository` accepts it
 * @param plainHttp undefined: HTTP with a registry of this machine alone, as engines do
 */
export function registryAddress(
  repository: string,
  plainHttp: boolean | undefined,
): RegistryAddress {
  const registry = registryOf(repository);
  if (registry === DOCKER_HUB) {
    const path = repository.replace(/^(?:index\.)?docker\.io\//, '');
    // Its own images are below an account that is never named.
    return { registry, origin: HUB_ORIGIN, path: path.includes('/') ? path : `library/${path}` };
  }
  const scheme = (plainHttp ?? isLoopback(registry.replace(/:\d+$/, ''))) ? 'http' : 'https';
  return {
    registry,
    // Through a URL, so that it compares with those of answers: without `:443`.
    origin: new URL(`${scheme}://${registry}`).origin,
    path: repository.slice(registry.length + 1),
  };
}

/** Whether a host is this machine: `localhost`, 127.0.0.0/8, ::1. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127(?:\.\d{1,3}){3}$/.test(host) || host === '[::1]';
}

/** A URL that a foreign server names; undefined for what is none. */
export function urlIn(text: unknown, base?: string): URL | undefined {
  if (typeof text !== 'string' || !URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  // Node would send them as credentials.
  return url.username === '' && url.password === '' ? url : undefined;
}
