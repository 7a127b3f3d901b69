import { neutraliseKeepingColour } from '@statix/contract';
import type { BuildLog } from './build-log.js';
import { LineReader } from './line-reader.js';
import { TextTail } from './text-tail.js';

/** What a person or the page of a CI run can still take in. */
const TERMINAL_CHARACTERS = 8 * 1024 * 1024;

/** What is shown of the end of a longer output. */
const END_CHARACTERS = 32 * 1024;

/** Where lines are shown; process.stdout is one. */
export interface Terminal {
  /** @returns false where a `drain` event follows before more is taken */
  write(text: string): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

/**
 * What a job prints: line by line to the log as it is, and to the terminal safe to show. Both have a
 * limit. Standard output is treated as standard error is: cargo prints nothing there, but a proc macro
 * may.
 */
export class JobPrinter {
  readonly #stdout = new LineReader((line) => {
    this.#take(line);
  });
  readonly #stderr = new LineReader((line) => {
    this.#take(line);
  });
  readonly #end = new TextTail(END_CHARACTERS);
  #shown = 0;
  #overLimit = false;
  #full = false;

  constructor(
    private readonly log: Pick<BuildLog, 'write' | 'path' | 'problem'>,
    private readonly terminal: Terminal = process.stdout,
    private readonly most = TERMINAL_CHARACTERS,
    /** Whether a line is for the terminal, too. */
    private readonly isShown: (line: string) => boolean = () => true,
    /** Takes out of a line what is neither for the log nor for the terminal. */
    private readonly hide: (line: string) => string = (line) => line,
    /** Gets each line as it goes into the log. */
    private readonly seen: (line: string) => void = () => undefined,
  ) {}

  readonly stdout = (chunk: Buffer): void | Promise<void> => this.#push(this.#stdout, chunk);
  readonly stderr = (chunk: Buffer): void | Promise<void> => this.#push(this.#stderr, chunk);

  /** With the job ended: what was not yet a line, and the end of what was too long to show. */
  end(): void {
    this.#stdout.end();
    this.#stderr.end();
    if (this.#overLimit) {
      const { dropped, lines } = this.#end;
      this.#show(`[${dropped} more lines are not shown; the end of the output:]`);
      for (const line of lines) this.#show(neutraliseKeepingColour(line));
    }
    if (this.log.problem !== undefined)
      this.#show(`The log ${this.log.path} is not complete: ${this.log.problem}`);
  }

  #push(reader: LineReader, chunk: Buffer): void | Promise<void> {
    reader.push(chunk);
    if (!this.#full) return;
    // Nothing more is read from the job until the terminal has taken what it was given.
    this.#full = false;
    return new Promise((resolve) => {
      this.terminal.once('drain', resolve);
    });
  }

  #take(printed: string): void {
    const line = this.hide(printed);
    this.log.write(line);
    this.seen(line);
    if (!this.isShown(line)) return;
    if (this.#overLimit) {
      this.#end.push(line);
      return;
    }
    this.#show(neutraliseKeepingColour(line));
    if (this.#shown <= this.most) return;
    this.#overLimit = true;
    this.#show(`[No more is shown as it comes; the log is ${this.log.path}]`);
  }

  #show(text: string): void {
    this.#shown += text.length + 1;
    if (!this.terminal.write(`${text}\n`)) this.#full = true;
  }
}
