import { accessSync, constants, readFileSync } from 'node:fs';

/** Where a site's certificate authorities are named; the first that is set and can be read counts. */
export const caBundleVariables = [
  'STATIX_CA_BUNDLE',
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
  'CARGO_HTTP_CAINFO',
];
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'];

/** What the fetch container gets and no other: the way out of this site's network. */
export interface NetworkAccess {
  /** PEM of the site's certificate authorities. */
  readonly caBundle: Buffer | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Finds the certificate bundle and proxies of this site in the environment. The first variable that
 * names a readable file wins; a company's proxy presents its own certificate, so without the bundle
 * every download fails inside a container.
 *
 * @param caPath where the bundle will lie in the container
 */
export function networkAccess(env: NodeJS.ProcessEnv, caPath: string): NetworkAccess {
  const bundle = caBundleVariables.map((name) => env[name]).find(isReadable);
  const environment: Record<string, string> = {};
  for (const name of PROXY_VARIABLES) {
    for (const spelling of [name, name.toLowerCase()]) {
      const value = env[spelling];
      if (value !== undefined && value !== '') environment[spelling] = value;
    }
  }
  if (bundle === undefined) return { caBundle: undefined, environment };
  return {
    caBundle: readFileSync(bundle),
    environment: {
      ...environment,
      CARGO_HTTP_CAINFO: caPath,
      SSL_CERT_FILE: caPath,
      GIT_SSL_CAINFO: caPath,
    },
  };
}

function isReadable(path: string | undefined): path is string {
  if (path === undefined || path === '') return false;
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
