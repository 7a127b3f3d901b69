import { hasLogin, proxyVariables, readCaBundle } from '@statix/engine';

/** What the fetch container gets and no other: the way out of this site's network. */
export interface NetworkAccess {
  /** PEM of the site's certificate authorities. */
  readonly caBundle: Buffer | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The certificate bundle and proxies of this site, as a container needs them. A proxy with a login is not
 * among them: see {@link proxyWithLogin}.
 *
 * @param caPath where the bundle will lie in the container
 * @throws StatixError STATIX_ENVIRONMENT_INVALID if STATIX_CA_BUNDLE names no readable file
 */
export function networkAccess(env: NodeJS.ProcessEnv, caPath: string): NetworkAccess {
  const bundle = readCaBundle(env);
  const environment = Object.fromEntries(
    Object.entries(proxyVariables(env)).filter(
      ([name, value]) => /^no_proxy$/i.test(name) || !hasLogin(value),
    ),
  );
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

/** Which variable libcurl reads for https, then for http: it passes over HTTP_PROXY. */
const forHttps = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
const forHttp = ['http_proxy', 'all_proxy', 'ALL_PROXY'];

/**
 * The proxy of this site if it wants a login: the one for https, else the one for http. An environment
 * variable can be read by whoever may ask the engine; so it goes where credentials go, and is then the
 * proxy for everything that NO_PROXY does not name.
 *
 * @returns a URL with a login
 */
export function proxyWithLogin(env: NodeJS.ProcessEnv): string | undefined {
  const proxies = proxyVariables(env);
  return [forHttps, forHttp]
    .map((names) => names.map((name) => proxies[name]).find((value) => value !== undefined))
    .find((value) => value !== undefined && hasLogin(value));
}
