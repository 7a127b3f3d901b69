import { damaged } from './archive-error.js';
import type { Pieces } from './pieces.js';

/** Takes bytes by count from what comes in pieces. No more than one piece is held. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  /** @param name of what is read, for messages */
  constructor(
    pieces: Pieces,
    private readonly name: string,
  ) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  async isAtEnd(): Promise<boolean> {
    return this.#held.byteLength === 0 && !(await this.#more());
  }

  /**
   * The next bytes, all of them.
   *
   * @param bytes few: they are held
   * @throws StatixError STATIX_ARCHIVE_DAMAGED when there are fewer
   */
  async exactly(bytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.content(bytes)) parts.push(part);
    return Buffer.concat(parts);
  }

  /**
   * The next bytes, as they come. Whoever asks for them reads them to their end.
   *
   * @throws StatixError STATIX_ARCHIVE_DAMAGED when there are fewer
   */
  async *content(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0;) {
      if (await this.isAtEnd()) {
        throw damaged(this.name, `it ends ${left} bytes before something in it does`);
      }
      const part = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(part.byteLength);
      left -= part.byteLength;
      yield part;
    }
  }

  /** All that is left, as it comes. */
  async *rest(): AsyncGenerator<Buffer> {
    while (!(await this.isAtEnd())) {
      const part = this.#held;
      this.#held = Buffer.alloc(0);
      yield part;
    }
  }

  async #more(): Promise<boolean> {
    for (;;) {
      const next = await this.#pieces.next();
      if (next.done === true) return false;
      this.#held = next.value;
      if (this.#held.byteLength > 0) return true;
    }
  }
}
