import type { TextAt, TextFinding } from '../elf-file.js';
import { LIMITS } from '../limits.js';

/** A text to look for in all bytes of a file. */
export interface SoughtText {
  readonly name: string;
  /** What to search for, as latin1. */
  readonly needle: string;
  /**
   * Whether a hit counts, and what to show of it.
   * @param before the bytes in front of the hit, at most LIMITS.textContextBytes, as latin1
   * @param after the hit itself and the bytes behind it
   */
  readonly accept?: (before: string, after: string) => string | undefined;
}

interface Count {
  readonly sought: SoughtText;
  readonly samples: TextAt[];
  count: number;
  seen: number;
}

/**
 * Looks for texts in a stream of bytes, whatever its pieces are: each piece is searched together
 * with enough of the one before that no hit and no context is cut. Work per text is capped.
 */
export class TextScanner {
  readonly #counts: Count[];
  #window: Buffer = Buffer.alloc(0);
  #windowOffset = 0;
  /** Hits that begin before this place in the window have been dealt with. */
  #done = 0;

  constructor(sought: readonly SoughtText[]) {
    this.#counts = sought.map((one) => ({ sought: one, samples: [], count: 0, seen: 0 }));
  }

  push(piece: Buffer): void {
    this.#window = Buffer.concat([this.#window, piece]);
    this.#search(this.#window.length - LIMITS.textContextBytes);
  }

  /** What was found, by name of the text. */
  finish(): Map<string, TextFinding> {
    this.#search(this.#window.length);
    return new Map(
      this.#counts.map(({ sought, samples, count, seen }) => {
        return [sought.name, { count, samples, capped: seen >= LIMITS.textHits }];
      }),
    );
  }

  #search(end: number): void {
    if (end <= this.#done) return;
    for (const count of this.#counts) this.#searchOne(count, end);
    const keepFrom = Math.max(0, end - LIMITS.textContextBytes);
    // A copy: a view would keep the whole window with it.
    this.#window = Buffer.from(this.#window.subarray(keepFrom));
    this.#windowOffset += keepFrom;
    this.#done = end - keepFrom;
  }

  #searchOne(count: Count, end: number): void {
    const { needle } = count.sought;
    let index = this.#window.indexOf(needle, this.#done, 'latin1');
    while (index >= 0 && index < end && count.seen < LIMITS.textHits) {
      count.seen += 1;
      const text = this.#accepted(count.sought, index);
      if (text !== undefined) {
        count.count += 1;
        if (count.samples.length < LIMITS.textSamples) {
          count.samples.push({ offset: this.#windowOffset + index, text });
        }
      }
      index = this.#window.indexOf(needle, index + 1, 'latin1');
    }
  }

  #accepted({ needle, accept }: SoughtText, index: number): string | undefined {
    if (accept === undefined) return needle;
    const context = LIMITS.textContextBytes;
    const before = this.#window.toString('latin1', Math.max(0, index - context), index);
    return accept(before, this.#window.toString('latin1', index, index + context));
  }
}
