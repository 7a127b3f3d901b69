import { proxyVariables, readCaBundle } from '@statix/engine';

/** What the fetch container gets and no other: the way out of this site's network. */
export interface NetworkAccess {
  /** PEM of the site's certificate authorities. */
  readonly caBundle: Buffer | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The certificate bundle and proxies of this site, as a container needs them.
 *
 * @param caPath where the bundle will lie in the container
 * @throws StatixError STATIX_ENVIRONMENT_INVALID if STATIX_CA_BUNDLE names no readable file
 */
export function networkAccess(env: NodeJS.ProcessEnv, caPath: string): NetworkAccess {
  const bundle = readCaBundle(env);
  const environment = proxyVariables(env);
  if (bundle === undefined) return { caBundle: undefined, environment };
  return {
    caBundle: bundle.content,
    environment: {
      ...environment,
      CARGO_HTTP_CAINFO: caPath,
      SSL_CERT_FILE: caPath,
      GIT_SSL_CAINFO: caPath,
    },
  };
}
