import { neutralise } from '@statix/contract/errors';
import type { DynamicEntry, ProgramHeader } from './elf-file.js';
import { dynamicTagName, PF, segmentTypeName } from './elf-names.js';

/** Text that a binary holds, fit for a line of evidence: neutralised, one line, bounded. */
export function quote(text: string, limit = 160): string {
  const short = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return `'${neutralise(short).replace(/\n/g, '\\n')}'`;
}

export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/** `0xb0 program header 2: PT_LOAD R-X, file 0x1000+0x20, memory 0x1000+0x20` */
export function describeSegment(segment: ProgramHeader): string {
  const { at, index, type, offset, fileSize, address, memorySize } = segment;
  const name = `${hex(at)} program header ${index}: ${segmentTypeName(type)} ${flagsOf(segment)}`;
  return `${name}, file ${hex(offset)}+${hex(fileSize)}, memory ${hex(address)}+${hex(memorySize)}`;
}

/** `0x2df0 DT_NEEDED 'libc.so.6'` */
export function describeEntry({ at, tag, value, text }: DynamicEntry): string {
  return `${hex(at)} ${dynamicTagName(tag)} ${text === undefined ? hex(value) : quote(text)}`;
}

export function plural(count: number | bigint, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${Number(count) === 1 ? one : many}`;
}

function flagsOf({ flags }: ProgramHeader): string {
  const letter = (bit: number, name: string) => ((flags & bit) === 0 ? '-' : name);
  return letter(PF.R, 'R') + letter(PF.W, 'W') + letter(PF.X, 'X');
}
