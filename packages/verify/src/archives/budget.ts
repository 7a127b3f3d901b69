import { overLimit } from './archive-error.js';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.js';

/** What one file that was named may still cost, with everything in it. Every part of its reader draws on one. */
export class Budget {
  readonly #mostBytes: number;
  readonly #ofRatio: boolean;
  #bytes = 0;
  #members = 0;
  #programs = 0;

  /**
   * @param name of the file, for messages
   * @param size of the file, in bytes
   * @param signal looked at with every piece that is unpacked
   */
  constructor(
    readonly name: string,
    size: number,
    readonly signal: AbortSignal,
    readonly limits: ArchiveLimits = ARCHIVE_LIMITS,
  ) {
    const byRatio = limits.freeBytes + limits.ratio * size;
    this.#ofRatio = byRatio < limits.unpackedBytes;
    this.#mostBytes = Math.min(byRatio, limits.unpackedBytes);
  }

  /** Bytes have come out of a decompressor. */
  unpacked(bytes: number): void {
    this.signal.throwIfAborted();
    this.#bytes += bytes;
    if (this.#bytes <= this.#mostBytes) return;
    throw overLimit(
      this.name,
      this.#ofRatio
        ? `it unpacks to more than ${this.limits.ratio} times its size`
        : `it unpacks to more than ${this.limits.unpackedBytes} bytes`,
    );
  }

  member(): void {
    this.signal.throwIfAborted();
    this.#members += 1;
    if (this.#members > this.limits.members) {
      throw overLimit(this.name, `it holds more than ${this.limits.members} files`);
    }
  }

  program(): void {
    this.#programs += 1;
    if (this.#programs > this.limits.programs) {
      throw overLimit(this.name, `it holds more than ${this.limits.programs} programs`);
    }
  }

  /** @param layer 1 for what is in the file itself */
  enter(layer: number): void {
    if (layer > this.limits.layers) {
      throw overLimit(this.name, `more than ${this.limits.layers} archives are in one another`);
    }
  }
}
