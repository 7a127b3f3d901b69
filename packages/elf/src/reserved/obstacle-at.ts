import { hex } from '../describe.js';
import type { ElfStructure, ProgramHeader } from '../elf-file.js';
import { PF, PT, segmentTypeName } from '../elf-names.js';

/** sizeof(Elf64_Ehdr). */
const HEADER_SIZE = 64;

/** Segments that say how memory is mapped and protected; the others are read by somebody. */
const MAPPED: readonly number[] = [PT.LOAD, PT.GNU_RELRO];

/**
 * Why bytes of a program may not be written over: they are code, a table that Linux or start code reads, or in
 * no memory of the running program. By program headers: sections may lie.
 *
 * @returns undefined where all of them are data that the program maps
 */
export function obstacleAt(
  { header, programHeaders }: Pick<ElfStructure, 'header' | 'programHeaders'>,
  offset: number,
  length: number,
): string | undefined {
  const range = { from: BigInt(offset), to: BigInt(offset + length) };
  const table = {
    from: header.programHeaderOffset,
    to: header.programHeaderOffset + BigInt(header.programHeaderSize * header.programHeaderCount),
  };
  if (overlap(range, { from: 0n, to: BigInt(HEADER_SIZE) })) return 'it is in the ELF header';
  if (overlap(range, table)) return 'it is in the program headers';
  const touched = programHeaders.filter((one) => overlap(range, bytesOf(one)));
  const read = touched.find(({ type }) => !MAPPED.includes(type));
  if (read !== undefined) return `it is in ${nameOf(read)}`;
  const loads = touched.filter(({ type }) => type === PT.LOAD);
  if (loads.length === 0) return 'it is in no segment that the program maps';
  const cut = loads.find((load) => !contains(bytesOf(load), range));
  if (cut !== undefined) return `it goes beyond ${nameOf(cut)}`;
  const code = loads.find(({ flags }) => (flags & PF.X) !== 0);
  if (code !== undefined) return `it is in ${nameOf(code)}, which is executed`;
  const unread = loads.find(({ flags }) => (flags & PF.R) === 0);
  return unread === undefined ? undefined : `it is in ${nameOf(unread)}, which cannot be read`;
}

interface Bytes {
  readonly from: bigint;
  readonly to: bigint;
}

function bytesOf({ offset, fileSize }: ProgramHeader): Bytes {
  return { from: offset, to: offset + fileSize };
}

function overlap(left: Bytes, right: Bytes): boolean {
  return left.from < right.to && right.from < left.to;
}

function contains(outer: Bytes, inner: Bytes): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

function nameOf({ index, type, offset }: ProgramHeader): string {
  return `program header ${index} (${segmentTypeName(type)} at ${hex(offset)})`;
}
