/** A longer line than any that cargo prints; what a linker was called with is the longest. */
const LONGEST_LINE_BYTES = 256 * 1024;

const NEWLINE = 0x0a;

/**
 * Cuts a stream of bytes into lines. Of an overlong one the beginning is passed on, with how much was
 * left out; the rest is thrown away as it comes, so that nothing grows with what a build prints.
 */
export class LineReader {
  #parts: Buffer[] = [];
  #length = 0;
  #leftOut = 0;

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly longest = LONGEST_LINE_BYTES,
  ) {}

  push(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      this.#keep(rest.subarray(0, end));
      this.#pass();
      rest = rest.subarray(end + 1);
    }
    // A copy: the chunk is a view of a buffer that is used again.
    this.#keep(Buffer.from(rest.subarray(0, this.longest)), rest.length);
  }

  /** Passes on what is left when the stream has ended without a newline. */
  end(): void {
    if (this.#length > 0 || this.#leftOut > 0) this.#pass();
  }

  #keep(bytes: Buffer, length = bytes.length): void {
    const kept = bytes.subarray(0, this.longest - this.#length);
    if (kept.length > 0) this.#parts.push(kept);
    // A program that writes byte by byte would make an object of each.
    if (this.#parts.length > 1024) this.#parts = [Buffer.concat(this.#parts)];
    this.#length += kept.length;
    this.#leftOut += length - kept.length;
  }

  #pass(): void {
    const text = Buffer.concat(this.#parts).toString('utf8');
    const line = this.#leftOut === 0 ? text : `${text}… (${this.#leftOut} bytes left out)`;
    this.#parts = [];
    this.#length = 0;
    this.#leftOut = 0;
    this.onLine(line);
  }
}
