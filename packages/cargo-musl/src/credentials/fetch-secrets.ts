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
}

export const noSecrets: FetchSecrets = {
  files: [],
  config: '',
  environment: {},
  hidden: [],
  notices: [],
};

/** All of them together. */
export function joinSecrets(parts: readonly FetchSecrets[]): FetchSecrets {
  return {
    files: parts.flatMap(({ files }) => files),
    config: parts.map(({ config }) => config).join(''),
    environment: Object.assign({}, ...parts.map(({ environment }) => environment)) as Record<
      string,
      string
    >,
    hidden: parts.flatMap(({ hidden }) => hidden),
    notices: parts.flatMap(({ notices }) => notices),
  };
}
