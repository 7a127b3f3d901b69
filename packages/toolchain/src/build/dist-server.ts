import { StatixError } from '@statix/contract';
import { SITE_FOLDER } from '../definition/recipe-files.js';
import type { SiteFile } from './site-files.js';

/** rustup's name for the server that toolchains come from (rustup book, "Environment variables"). */
export const DIST_SERVER_VARIABLE = 'RUSTUP_DIST_SERVER';

/** The archive that locks have files of a dist server in. */
export const DIST_ARCHIVE = 'rust-dist';

/**
 * Where this machine has the files of a dist server from, if not from the server of the lock. It is a
 * mirror: no part of the image, for what counts is the sha256 of each file.
 *
 * @returns `https://mirror.example/dist`
 * @throws StatixError STATIX_ENVIRONMENT_INVALID
 */
export function distMirror(env: NodeJS.ProcessEnv): string | undefined {
  const server = env[DIST_SERVER_VARIABLE];
  if (server === undefined || server === '') return undefined;
  if (!/^https?:\/\/[^\s"'\\]+$/.test(server) || !URL.canParse(server)) {
    throw new StatixError({
      code: 'STATIX_ENVIRONMENT_INVALID',
      what: `${DIST_SERVER_VARIABLE} is no address of a server`,
      why: 'A toolchain comes over http or https: https://static.rust-lang.org, or a mirror of it.',
      remedies: [{ text: 'Unset it, or name a server:', snippet: `unset ${DIST_SERVER_VARIABLE}` }],
    });
  }
  return `${server.replace(/\/+$/, '')}/dist`;
}

/** For a build: it looks there first. */
export function distSiteFiles(env: NodeJS.ProcessEnv): SiteFile[] {
  const mirror = distMirror(env);
  return mirror === undefined
    ? []
    : [{ path: `${SITE_FOLDER}/${DIST_ARCHIVE}`, content: Buffer.from(mirror) }];
}
