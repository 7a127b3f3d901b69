import { withSource } from '../open-elf.js';
import { parseStructure } from '../parse-elf.js';
import { TextScanner } from '../scan/text-scanner.js';
import { obstacleAt } from './obstacle-at.js';

/** What a program keeps free for somebody to write into after it was linked: a mark, and bytes behind it. */
export interface Reservation {
  /** As latin1; long enough to be nowhere by chance. */
  readonly mark: string;
  /** Bytes behind the mark. With it no more than LIMITS.textContextBytes. */
  readonly size: number;
}

/** A place in a file where the mark stands. */
export interface ReservedPlace {
  /** Of the mark. */
  readonly offset: number;
  /** What is behind the mark; shorter where the file ends before. */
  readonly content: Buffer;
  /** Why nothing may be written there; undefined where nothing speaks against it. */
  readonly obstacle: string | undefined;
}

export interface ReservedPlaces {
  /** sha256 of the very bytes that were searched. */
  readonly sha256: string;
  readonly size: number;
  /** How many there are in all bytes of the file; `places` has the first of them. */
  readonly count: number;
  readonly places: readonly ReservedPlace[];
}

/**
 * Looks for a mark in all bytes of an ELF file, and says of each place whether it is what a running program
 * reads as data.
 *
 * @throws StatixError those of `openElf`
 */
export async function findReserved(
  path: string,
  { mark, size }: Reservation,
): Promise<ReservedPlaces> {
  return withSource(path, async (source) => {
    const accept = (_before: string, after: string): string =>
      after.slice(mark.length, mark.length + size);
    const scanner = new TextScanner([{ name: mark, needle: mark, accept }]);
    const { elf, sha256 } = await parseStructure(source, (piece) => {
      scanner.push(piece);
    });
    const { count = 0, samples = [] } = scanner.finish().get(mark) ?? {};
    const places = samples.map(({ offset, text }) => ({
      offset,
      content: Buffer.from(text, 'latin1'),
      obstacle: obstacleAt(elf, offset, mark.length + size),
    }));
    return { sha256, size: source.size, count, places };
  });
}
