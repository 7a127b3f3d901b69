import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorMessage } from '@statix/contract';
import { makeStateFolder } from '@statix/engine';
import { TextTail } from './text-tail.js';

/** As much of the beginning of a log as its file holds, in characters. */
const HEAD_CHARACTERS = 16 * 1024 * 1024;

/** As much of the end as its file holds and a diagnosis reads. */
const TAIL_CHARACTERS = 4 * 1024 * 1024;

export interface LogName {
  readonly workspaceRoot: string;
  readonly projectName: string;
  /** `fetch`, `seeds`, `build`, `test`, …: what cargo was run for. */
  readonly purpose: string;
}

/**
 * Cargo's own output as it came, kept in a file for the user and in part for the diagnosis: beginning
 * and end, with how much is missing between them. A log that cannot be written, on a full disk for
 * example, ends no build.
 */
export class BuildLog {
  readonly #tail = new TextTail(TAIL_CHARACTERS);
  #file: number | undefined;
  #written = 0;
  #lines = 0;
  /** Lines that went into the file as they came. */
  #headLines = 0;
  /** Why the file is not, or not all, what was printed. */
  problem: string | undefined;

  private constructor(readonly path: string) {
    this.#attempt(() => {
      this.#file = openSync(path, 'w', 0o600);
    });
  }

  /** @throws StatixError STATIX_STATE_UNWRITABLE */
  static async open(name: LogName, env: NodeJS.ProcessEnv = process.env): Promise<BuildLog> {
    const { workspace, project } = stateName(name);
    const folder = await makeStateFolder(env, 'logs', workspace);
    return new BuildLog(join(folder, `${project}.${name.purpose}.log`));
  }

  write(line: string): void {
    this.#lines += 1;
    this.#tail.push(line);
    if (this.#written >= HEAD_CHARACTERS) return;
    this.#written += line.length + 1;
    this.#headLines += 1;
    this.#put(`${line}\n`);
  }

  /** The end of what was written. */
  get text(): string {
    return this.#tail.lines.map((line) => `${line}\n`).join('');
  }

  close(): void {
    const afterHead = this.#lines - this.#headLines;
    if (afterHead > 0) {
      const lines = this.#tail.lines.slice(-afterHead);
      const missing = afterHead - lines.length;
      if (missing > 0) this.#put(`\n[${missing} lines were left out here by Statix]\n\n`);
      this.#put(lines.map((line) => `${line}\n`).join(''));
    }
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) {
      this.#attempt(() => {
        closeSync(file);
      });
    }
  }

  #put(text: string): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#attempt(() => {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    });
  }

  #attempt(write: () => void): void {
    if (this.problem !== undefined) return;
    try {
      write();
    } catch (error) {
      this.problem = errorMessage(error);
    }
  }
}

/** What workspace and project are called in the state directory. */
export function stateName({ workspaceRoot, projectName }: Omit<LogName, 'purpose'>): {
  readonly workspace: string;
  readonly project: string;
} {
  return { workspace: logFolder(workspaceRoot), project: fileName(projectName) };
}

/** Of two workspaces with a project of the same name each has its own. */
function logFolder(workspaceRoot: string): string {
  return `${plain(basename(workspaceRoot))}-${digest(workspaceRoot)}`;
}

/** Names of projects may hold `/`, `:` and `@`. */
function fileName(projectName: string): string {
  const name = plain(projectName);
  return name === projectName ? name : `${name}-${digest(projectName)}`;
}

function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 100);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
