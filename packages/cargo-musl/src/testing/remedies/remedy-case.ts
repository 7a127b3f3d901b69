import type { Remedy } from '@statix/contract';
import type { BuildWorkspace } from '../build-workspace.js';

/** A command that is typed in the image, with variables that were set before. */
export interface ByHand {
  readonly command: string;
  readonly variables?: Readonly<Record<string, string>>;
}

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
  readonly change?: (workspace: BuildWorkspace) => void | Promise<void>;
  /** Options of the target, as [package.metadata.statix.build-static] has them. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Lines of a Dockerfile that starts from the Statix image, for an image of one's own. */
  readonly image?: string;
  /** What is run; a build unless it says otherwise. A command is typed in the image, without Nx. */
  readonly run?: 'test' | ByHand;
  /** What is run with the remedy: the same, or the command that the remedy is. */
  readonly runAfter?: 'build' | 'remedy';
  /** The text of the remedy begins so. */
  readonly remedy: string;
  /** For a remedy that is no lines or command: what is done, and nothing more. */
  readonly follow?: (workspace: BuildWorkspace, remedy: Remedy) => void | Promise<void>;
  /** The beginnings of further ones that belong to it, and are followed after it. */
  readonly then?: readonly string[];
  /** What its lines leave to the user: `<value>` → `1.2`. */
  readonly values?: Readonly<Record<string, string>>;
  /** Whether it is a matter of seconds, and so a part of `npm test`. */
  readonly quick?: true;
}

export const caseName = ({ id, name }: RemedyCase): string =>
  name === undefined ? id : `${id}, ${name}`;
