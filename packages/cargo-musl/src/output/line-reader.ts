import { StringDecoder } from 'node:string_decoder';

/** A longer line than any that cargo prints; the rest of one is passed on as a line of its own. */
const LONGEST_LINE = 1024 * 1024;

/** Cuts a stream of bytes into lines; a character split between two chunks arrives whole. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(private readonly onLine: (line: string) => void) {}

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.onLine(line);
    if (this.#rest.length > LONGEST_LINE) this.end();
  }

  /** Passes on what is left when the stream has ended without a newline. */
  end(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (rest !== '') this.onLine(rest);
  }
}
