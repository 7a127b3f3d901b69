import type { AuditFinding } from '@statix/contract';

/** Where a package is looked up: names are unique within one. */
export type Ecosystem = 'crates.io' | 'rust' | 'Debian';

/** What an advisory says of one package. */
export interface Advisory extends Pick<
  AuditFinding,
  'id' | 'aliases' | 'database' | 'kind' | 'title' | 'fixed'
> {
  /** `2026-05-01` */
  readonly date: string;
  readonly package: { readonly ecosystem: Ecosystem; readonly name: string };
  /** Of which release of a distribution it speaks: `Debian:13`. */
  readonly release?: string | undefined;
  /** Whether a version is affected. Of one that cannot be ordered it is assumed. */
  readonly affects: (version: string) => boolean;
}

/** What was read of one file of a database. */
export interface ReadAdvisories {
  readonly date: string;
  readonly advisories: readonly Advisory[];
}

/** More of a title than this says nothing more. */
const MOST_OF_A_TITLE = 200;

export function shortTitle(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return line.length > MOST_OF_A_TITLE ? `${line.slice(0, MOST_OF_A_TITLE - 1)}…` : line;
}
