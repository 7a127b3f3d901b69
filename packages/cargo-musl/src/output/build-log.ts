import { mkdirSync, closeSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stateDirectory } from '@statix/engine';

/** As much of the end of a log as a diagnosis reads. */
const TAIL_CHARACTERS = 4 * 1024 * 1024;

/** Cargo's own output as it came, kept in a file for the user and in part for the diagnosis. */
export class BuildLog {
  readonly path: string;
  readonly #file: number;
  #tail = '';

  constructor(projectName: string, phase: string) {
    const name = projectName.replace(/[^A-Za-z0-9._-]+/g, '-');
    this.path = join(stateDirectory(), 'logs', `${name}.${phase}.log`);
    mkdirSync(dirname(this.path), { recursive: true });
    this.#file = openSync(this.path, 'w');
  }

  write(line: string): void {
    writeSync(this.#file, `${line}\n`);
    this.#tail = `${this.#tail}${line}\n`;
    if (this.#tail.length > 2 * TAIL_CHARACTERS) this.#tail = this.#tail.slice(-TAIL_CHARACTERS);
  }

  get text(): string {
    return this.#tail;
  }

  close(): void {
    closeSync(this.#file);
  }
}
