import type { Reservation } from '@statix/elf';

/** Bytes that a program keeps for the text, with the zero that ends it. */
const TEXT_BYTES = 96;

export const MOST_CHARACTERS = TEXT_BYTES - 1;

/**
 * The place that a program keeps for its revision: 32 bytes that are nowhere by chance, and 96 zeros. It is
 * part of programs that are out there, so it never changes; another form would have another mark.
 */
export const revisionPlace: Reservation = {
  mark: 'STATIX-REVISION-1 c8e51f3a90b7d2',
  size: TEXT_BYTES,
};

/** Printable ASCII that begins and ends with no space: what a terminal, a log or a header shows as it is. */
export function isRevision(text: string): boolean {
  return text.length <= MOST_CHARACTERS && /^[!-~](?:[ -~]*[!-~])?$/.test(text);
}

/** The bytes behind the mark for a revision: its text, then zeros. */
export function textBytes(revision: string): Buffer {
  const bytes = Buffer.alloc(TEXT_BYTES);
  bytes.write(revision, 'latin1');
  return bytes;
}
