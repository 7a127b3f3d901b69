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
  /** What of an accepted text is counted besides: the user of a path. */
  readonly nameIn?: (text: string) => string | undefined;
}

interface Count {
  readonly sought: SoughtText;
  readonly samples: TextAt[];
  readonly names: Map<string, number>;
  count: number;
  seen: number;
}

const CONTEXT = LIMITS.textContextBytes;

/** What is kept of what was searched: the context of a hit, and the beginning of one that is not whole yet. */
const KEPT = 2 * CONTEXT;

/**
 * Looks for texts in a stream of bytes, whatever its pieces are: each piece is searched together
 * with enough of the one before that no hit and no context is cut. Work per text is capped, and memory does
 * not grow with the stream.
 */
export class TextScanner {
  readonly #counts: Count[];
  readonly #window: Buffer;
  #length = 0;
  #windowOffset = 0;
  /** Hits that begin before this place in the window have been dealt with. */
  #done = 0;

  /** @param largestPiece bytes; a larger one is searched in parts */
  constructor(sought: readonly SoughtText[], largestPiece: number = LIMITS.chunkBytes) {
    this.#counts = sought.map((one) => ({
      sought: one,
      samples: [],
      names: new Map(),
      count: 0,
      seen: 0,
    }));
    this.#window = Buffer.allocUnsafe(KEPT + Math.max(1, largestPiece));
  }

  /**
   * Memory for the next piece, where it will be searched: who reads into it saves a copy.
   *
   * @param length at most `largestPiece`
   */
  room(length: number): Buffer {
    return this.#window.subarray(this.#length, this.#length + length);
  }

  /** @param piece what {@link room} gave, or bytes of anywhere */
  push(piece: Buffer): void {
    const room = this.#window.length - this.#length;
    if (piece.length > room) {
      this.push(piece.subarray(0, room));
      for (let at = room; at < piece.length; at += this.#window.length - KEPT)
        this.push(piece.subarray(at, at + this.#window.length - KEPT));
      return;
    }
    const place = this.room(piece.length);
    if (piece.buffer !== place.buffer || piece.byteOffset !== place.byteOffset) piece.copy(place);
    this.#length += piece.length;
    this.#search(this.#length - CONTEXT);
  }

  /** What was found, by name of the text. */
  finish(): Map<string, TextFinding> {
    this.#search(this.#length);
    return new Map(
      this.#counts.map(({ sought, samples, names, count, seen }) => {
        return [sought.name, { count, samples, names, capped: seen >= LIMITS.textHits }];
      }),
    );
  }

  #search(end: number): void {
    if (end > this.#done) {
      const window = this.#window.subarray(0, this.#length);
      for (const count of this.#counts) this.#searchOne(count, window, end);
      this.#done = end;
    }
    const dropped = this.#length - KEPT;
    if (dropped <= 0) return;
    this.#window.copyWithin(0, dropped, this.#length);
    this.#length -= dropped;
    this.#done -= dropped;
    this.#windowOffset += dropped;
  }

  #searchOne(count: Count, window: Buffer, end: number): void {
    const { needle } = count.sought;
    let index = window.indexOf(needle, this.#done, 'latin1');
    while (index >= 0 && index < end && count.seen < LIMITS.textHits) {
      count.seen += 1;
      const text = acceptedText(count.sought, window, index);
      if (text !== undefined) this.#take(count, text, index);
      index = window.indexOf(needle, index + 1, 'latin1');
    }
  }

  #take(count: Count, text: string, index: number): void {
    const { samples, names, sought } = count;
    count.count += 1;
    if (samples.length < LIMITS.textSamples) {
      samples.push({ offset: this.#windowOffset + index, text });
    }
    const name = sought.nameIn?.(text);
    if (name === undefined) return;
    const known = names.get(name);
    if (known !== undefined || names.size < LIMITS.textNames) names.set(name, (known ?? 0) + 1);
  }
}

function acceptedText(
  { needle, accept }: SoughtText,
  window: Buffer,
  index: number,
): string | undefined {
  if (accept === undefined) return needle;
  const before = window.toString('latin1', Math.max(0, index - CONTEXT), index);
  return accept(before, window.toString('latin1', index, index + CONTEXT));
}
