import { StringDecoder } from 'node:string_decoder';

/** Enough to see what failed, little enough to read. */
const KEPT_LINES = 30;
/** A line without end (a progress bar, a minified file) is cut into pieces of this length. */
const MOST_CHARACTERS = 8_192;

/** Makes lines of one output of one step, which arrives in pieces that may split a character. */
export class LineAssembler {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  constructor(private readonly onLine: (line: string) => void) {}

  push(content: Buffer): void {
    const lines = (this.rest + this.decoder.write(content)).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.emit(line);
    while (this.rest.length > MOST_CHARACTERS) {
      this.emit(this.rest.slice(0, MOST_CHARACTERS));
      this.rest = this.rest.slice(MOST_CHARACTERS);
    }
  }

  end(): void {
    const rest = this.rest + this.decoder.end();
    this.rest = '';
    if (rest !== '') this.emit(rest);
  }

  /** Of a line that was overwritten with carriage returns, what stood there last. */
  private emit(line: string): void {
    const states = line.replace(/\r+$/, '').split('\r');
    this.onLine(states.at(-1) ?? '');
  }
}

/** The last lines of each stage. */
export class StageTails {
  private readonly tails = new Map<string, string[]>();

  add(stage: string, line: string): void {
    const tail = this.tails.get(stage) ?? [];
    tail.push(line);
    if (tail.length > KEPT_LINES) tail.shift();
    this.tails.set(stage, tail);
  }

  of(stage: string): readonly string[] {
    return this.tails.get(stage) ?? [];
  }
}
