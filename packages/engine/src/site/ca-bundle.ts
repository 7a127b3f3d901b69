import { readFileSync } from 'node:fs';
import { errorMessage, StatixError } from '@statix/contract';

/** A name that is ours means what it says; the others are often set for something else. */
const OWN_VARIABLE = 'STATIX_CA_BUNDLE';

/** Where a site's certificate authorities are named; the first that is set and can be read counts. */
export const caBundleVariables: readonly string[] = [
  OWN_VARIABLE,
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
  'CARGO_HTTP_CAINFO',
];

export interface CaBundle {
  /** That named it. */
  readonly variable: string;
  readonly path: string;
  /** PEM. */
  readonly content: Buffer;
}

/**
 * The certificate authorities of this site: a company's proxy presents a certificate of its own, so
 * that without them every download in a container fails. A variable of others that names no readable
 * file is passed over: it is set for another program, or for another machine.
 *
 * @throws StatixError STATIX_ENVIRONMENT_INVALID if STATIX_CA_BUNDLE names no readable file
 */
export function readCaBundle(env: NodeJS.ProcessEnv): CaBundle | undefined {
  for (const variable of caBundleVariables) {
    const path = env[variable];
    if (path === undefined || path === '') continue;
    try {
      return { variable, path, content: readFileSync(path) };
    } catch (cause) {
      if (variable === OWN_VARIABLE) throw variableNamesNoFile(variable, cause);
    }
  }
  return undefined;
}

/** A variable of ours names a file that cannot be read. */
export function variableNamesNoFile(variable: string, cause: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_ENVIRONMENT_INVALID',
    what: `${variable} names a file that cannot be read`,
    why: errorMessage(cause),
    remedies: [{ text: 'Correct or unset it:', snippet: `unset ${variable}` }],
    cause,
  });
}
