/** A block of a tar archive that says what follows it: POSIX, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format". */
export interface TarHeader {
  /** One character: `0` for a file. */
  readonly type: string;
  readonly name: string;
  readonly linkName: string;
  /** Bytes of content. */
  readonly size: number;
}

export const TAR_BLOCK = 512;

const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;

/**
 * Reads a header. Its checksum alone tells one: archives from before POSIX have no other mark.
 *
 * @param block one of 512 bytes that are not all zeros
 * @returns what is wrong with it, where something is
 */
export function readTarHeader(block: Buffer): TarHeader | string {
  if (!isTarHeader(block)) return 'the checksum of a header in it is wrong';
  const size = numberIn(block, 124, 12);
  if (size === undefined) return 'a header in it has no size';
  const name = textIn(block, 0, 100);
  // GNU tar keeps times where POSIX has the beginning of a long name.
  const isOfPosix = block.toString('latin1', 257, 263) === 'ustar\0';
  const before = isOfPosix ? textIn(block, 345, 155) : '';
  return {
    type: block[156] === 0 ? '0' : block.toString('latin1', 156, 157),
    name: before === '' ? name : `${before}/${name}`,
    linkName: textIn(block, 157, 100),
    size,
  };
}

/** @param block all of a file that is shorter than a block is none */
export function isTarHeader(block: Buffer): boolean {
  return (
    block.byteLength === TAR_BLOCK &&
    numberIn(block, CHECKSUM_AT, CHECKSUM_BYTES) === checksum(block)
  );
}

/** Of all bytes, its own field taken for spaces. */
function checksum(block: Buffer): number {
  let sum = CHECKSUM_BYTES * 0x20;
  for (const byte of block) sum += byte;
  for (const byte of block.subarray(CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES)) sum -= byte;
  return sum;
}

/** Octal digits, or a number in base 256 behind a byte 0x80. @returns undefined for anything else */
function numberIn(block: Buffer, at: number, length: number): number | undefined {
  const field = block.subarray(at, at + length);
  if (field[0] === 0x80) {
    // The last six are a number that JavaScript has exactly.
    const isSmall = field.subarray(1, -6).every((byte) => byte === 0);
    return isSmall ? field.readUIntBE(length - 6, 6) : undefined;
  }
  const digits = /^ *([0-7]*)[ \0]*$/.exec(field.toString('latin1'))?.[1];
  return digits === undefined ? undefined : Number.parseInt(`0${digits}`, 8);
}

function textIn(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end);
}
