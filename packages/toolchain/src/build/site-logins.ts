import {
  addressesWithLogin,
  hasLogin,
  proxyVariables,
  requireOwnEngine,
  secretsInAddress,
  type Engine,
} from '@statix/engine';
import { DIST_ARCHIVE, DIST_SERVER_VARIABLE } from './dist-server.js';
import { SOURCES_VARIABLE, type SiteFile } from './site-files.js';

/** The logins with which this machine reaches a network, as far as its settings name them in an address. */
export interface SiteLogins {
  /** Variables that have one, or name a file that has: `HTTPS_PROXY`. */
  readonly variables: readonly string[];
  /** What must not be shown or logged. */
  readonly secrets: readonly string[];
}

/** @param site as `siteFiles` and `distSiteFiles` make them */
export function siteLogins(env: NodeJS.ProcessEnv, site: readonly SiteFile[]): SiteLogins {
  const found: (readonly [variable: string, address: string])[] = [
    ...Object.entries(proxyVariables(env)).filter(
      ([name, value]) => !/^no_proxy$/i.test(name) && hasLogin(value),
    ),
    ...site.flatMap(({ path, content }) =>
      addressesWithLogin(content.toString('latin1')).map(
        (address) =>
          [
            path.endsWith(`/${DIST_ARCHIVE}`) ? DIST_SERVER_VARIABLE : SOURCES_VARIABLE,
            address,
          ] as const,
      ),
    ),
  ];
  return {
    variables: [...new Set(found.map(([variable]) => variable))],
    secrets: [...new Set(found.flatMap(([, address]) => secretsInAddress(address)))],
  };
}

/**
 * Refuses to tell such a login to an engine that a file of the repository has chosen: it would be in a
 * request to it.
 *
 * @throws StatixError STATIX_ENGINE_NOT_OWN
 */
export function requireOwnForLogins(engine: Engine, { variables }: SiteLogins): void {
  if (variables.length > 0) requireOwnEngine(engine, `the login in ${variables.join(', ')}`);
}
