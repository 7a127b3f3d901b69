import type { ArchiveEntry } from '@statix/engine';
import type { CredentialNotice } from './registry-notices.js';

/** What only a fetch gets, in memory, and what is needed to keep it there. */
export interface FetchSecrets {
  /** Relative to the folder in memory. */
  readonly files: readonly ArchiveEntry[];
  /** Lines of TOML that join the fetch's Cargo configuration; no secret among them. */
  readonly config: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What must not be shown or logged, in every form in which it may come back. */
  readonly hidden: readonly string[];
  readonly notices: readonly CredentialNotice[];
  /** Whether some of it goes to an address without TLS. */
  readonly inClear: boolean;
  /** Socket of this machine's ssh agent. */
  readonly sshAgent?: string | undefined;
  /** Where some repositories are fetched with a login and others with the agent. */
  readonly turns?: GitTurns | undefined;
}

/** A fetch with the git program, which has the logins, and with Cargo's library, which asks the agent. */
export interface GitTurns {
  /** Absolute folder in memory: HOME of the library, without a login. */
  readonly home: string;
  /** Number of repositories, each of which may take a turn. */
  readonly most: number;
}

export const noSecrets: FetchSecrets = {
  files: [],
  config: '',
  environment: {},
  hidden: [],
  notices: [],
  inClear: false,
};

/** All of them together. */
export function joinSecrets(parts: readonly FetchSecrets[]): FetchSecrets {
  return {
    files: parts.flatMap(({ files }) => files),
    config: parts.map(({ config }) => config).join(''),
    environment: parts.reduce((all, { environment }) => ({ ...all, ...environment }), {}),
    hidden: parts.flatMap(({ hidden }) => hidden),
    notices: parts.flatMap(({ notices }) => notices),
    inClear: parts.some(({ inClear }) => inClear),
    sshAgent: parts.map(({ sshAgent }) => sshAgent).find((socket) => socket !== undefined),
    turns: parts.map(({ turns }) => turns).find((each) => each !== undefined),
  };
}

/**
 * The fetch's Cargo configuration with what the secrets need. A proxy sees what goes to an address without
 * TLS: one that the repository names is then passed over.
 *
 * @param config as `fetchConfig` of `@statix/cargo` writes it
 */
export function configWithSecrets(
  config: string,
  secrets: Pick<FetchSecrets, 'config' | 'inClear'>,
): string {
  const followed = secrets.inClear ? config.replace(/^http\.proxy = .*\n/gm, '') : config;
  return followed + secrets.config;
}
