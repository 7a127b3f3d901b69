import type { Remedy } from '@statix/contract';
import type { BuildWorkspace } from '../build-workspace.js';

/** A small workspace that provokes a signature of a log, and the remedy that is followed there. */
export interface RemedyCase {
  /** Id of the signature, or the code of the error. */
  readonly id: string;
  /** Of several cases of one signature. */
  readonly name?: string;
  /** By their paths from the root of the workspace; the package is `crates/app`. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines below [dependencies] of the package. */
  readonly dependencies?: string;
  /** Lines below [build-dependencies]. */
  readonly buildDependencies?: string;
  /** Crates that the lock is to have in older releases than the newest: `libc` → `0.2.140`. */
  readonly precise?: Readonly<Record<string, string>>;
  /** What is done after the lock is made. */
  readonly change?: (workspace: BuildWorkspace) => void;
  /** Options of the target, as [package.metadata.statix.build-static] has them. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What is run; a build unless it says otherwise. */
  readonly run?: 'test';
  /** The text of the remedy begins so. */
  readonly remedy: string;
  /** For a remedy that is no lines or command: what is done, and nothing more. */
  readonly follow?: (workspace: BuildWorkspace, remedy: Remedy) => void;
  /** What its lines leave to the user: `<value>` → `1.2`. */
  readonly values?: Readonly<Record<string, string>>;
  /** Whether it is a matter of seconds, and so a part of `npm test`. */
  readonly quick?: true;
}

export const caseName = ({ id, name }: RemedyCase): string =>
  name === undefined ? id : `${id}, ${name}`;
