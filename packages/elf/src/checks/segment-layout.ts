import type { Check } from '@statix/contract';
import { describeSegment, hex } from '../describe.js';
import type { ElfFile, ProgramHeader } from '../elf-file.js';
import { PT, segmentTypeName } from '../elf-names.js';
import { machineOf, X86_64, type Machine } from '../machines.js';
import { fileOffsetOf } from '../read/file-offset.js';
import { newCheck } from './new-check.js';

/** Linux and loaders take the first of these, or the last: two would mean two readings of one file. */
const AT_MOST_ONE: readonly number[] = [
  PT.INTERP,
  PT.DYNAMIC,
  PT.PHDR,
  PT.TLS,
  PT.GNU_STACK,
  PT.GNU_RELRO,
];

/** Whether program headers have one reading, the one that all other checks rest on. */
export function segmentLayout(elf: ElfFile): Check {
  const loads = elf.programHeaders.filter(({ type }) => type === PT.LOAD);
  const machine = machineOf(elf.header.machine) ?? X86_64;
  const problems = [
    ...(loads.length === 0 ? ['no PT_LOAD: there is nothing to map'] : []),
    ...loads.flatMap((segment, index) => loadProblems(machine, segment, loads[index - 1])),
    ...AT_MOST_ONE.flatMap((type) => repeated(elf.programHeaders, type)),
    ...dynamicProblems(elf),
    ...elf.programHeaders.flatMap((segment) => threadLocalProblems(elf, segment)),
    ...elf.programHeaders.flatMap((segment) => selfReferenceProblems(elf, segment)),
  ];
  return problems.length === 0
    ? newCheck(
        'segment-layout',
        'pass',
        'Program headers are consistent',
        loads.map(describeSegment),
      )
    : newCheck('segment-layout', 'fail', 'Program headers contradict each other', problems);
}

function loadProblems(
  { pageBytes, memoryEnd }: Machine,
  segment: ProgramHeader,
  before: ProgramHeader | undefined,
): string[] {
  const { address, memorySize, fileSize, offset } = segment;
  const wrong: string[] = [];
  if (fileSize > memorySize) wrong.push('is larger in the file than in memory');
  if (memorySize > memoryEnd || address > memoryEnd - memorySize)
    wrong.push('is outside user memory');
  // mmap works in pages (fs/binfmt_elf.c, elf_map): the rest of the page decides what is mapped.
  if (offset % pageBytes !== address % pageBytes)
    wrong.push('has offset and address of different page offsets');
  // gABI, Program Header: PT_LOAD entries are in ascending order of p_vaddr.
  if (before !== undefined && address < before.address + before.memorySize) {
    wrong.push('overlaps or precedes the one before');
  }
  return wrong.map((what) => `${describeSegment(segment)} ${what}`);
}

function repeated(programHeaders: readonly ProgramHeader[], type: number): string[] {
  const found = programHeaders.filter((segment) => segment.type === type);
  if (found.length < 2) return [];
  return [`${found.length} × ${segmentTypeName(type)}`, ...found.map(describeSegment)];
}

/** This reader goes by p_offset, a loader by p_vaddr: both have to lead to the same bytes. */
function dynamicProblems({ programHeaders, dynamic }: ElfFile): string[] {
  const segment = programHeaders.find(({ type }) => type === PT.DYNAMIC);
  if (segment === undefined) return [];
  const problems: string[] = [];
  const mapped = fileOffsetOf(programHeaders, segment.address, segment.fileSize);
  if (mapped !== segment.offset) {
    const where = mapped === undefined ? 'no bytes of the file' : `file offset ${hex(mapped)}`;
    problems.push(`${describeSegment(segment)}: its address leads to ${where}`);
  }
  if (dynamic?.terminated === false) {
    problems.push(`${describeSegment(segment)}: no DT_NULL ends the dynamic table`);
  }
  return problems;
}

/**
 * What start code does with PT_TLS (musl src/env/__init_tls.c): it copies the initial image from where it is in
 * memory, and takes the alignment for a power of two.
 */
function threadLocalProblems({ programHeaders }: ElfFile, segment: ProgramHeader): string[] {
  const { type, address, offset, fileSize, memorySize, alignment } = segment;
  if (type !== PT.TLS) return [];
  const wrong: string[] = [];
  if (fileSize > memorySize) wrong.push('is larger in the file than in memory');
  if (alignment > 0n && (alignment & (alignment - 1n)) !== 0n)
    wrong.push(`has an alignment of ${alignment}, no power of two`);
  if (fileSize > 0n && fileOffsetOf(programHeaders, address, fileSize) !== offset)
    wrong.push('has an address that leads to other bytes of the file, or to none');
  return wrong.map((what) => `${describeSegment(segment)} ${what}`);
}

/** musl takes the difference of AT_PHDR and PT_PHDR for the load address (src/env/__init_tls.c). */
function selfReferenceProblems({ header }: ElfFile, segment: ProgramHeader): string[] {
  if (segment.type !== PT.PHDR || segment.offset === header.programHeaderOffset) return [];
  return [`${describeSegment(segment)}: e_phoff is ${hex(header.programHeaderOffset)}`];
}
