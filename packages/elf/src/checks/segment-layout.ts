import type { Check } from '@statix/contract';
import { describeSegment, hex } from '../describe.js';
import type { ElfFile, ProgramHeader } from '../elf-file.js';
import { PT, segmentTypeName } from '../elf-names.js';
import { fileOffsetOf } from '../read/file-offset.js';
import { newCheck } from './new-check.js';

const PAGE = 4096n;

/** The end of user memory on x86-64 with four-level page tables (arch/x86 TASK_SIZE_MAX). */
const MEMORY_END = 0x7ffffffff000n;

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
  const problems = [
    ...(loads.length === 0 ? ['no PT_LOAD: there is nothing to map'] : []),
    ...loads.flatMap((segment, index) => loadProblems(segment, loads[index - 1])),
    ...AT_MOST_ONE.flatMap((type) => repeated(elf.programHeaders, type)),
    ...dynamicProblems(elf),
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

function loadProblems(segment: ProgramHeader, before: ProgramHeader | undefined): string[] {
  const { address, memorySize, fileSize, offset } = segment;
  const wrong: string[] = [];
  if (fileSize > memorySize) wrong.push('is larger in the file than in memory');
  if (memorySize > MEMORY_END || address > MEMORY_END - memorySize)
    wrong.push('is outside user memory');
  // mmap works in pages (fs/binfmt_elf.c, elf_map): the rest of the page decides what is mapped.
  if (offset % PAGE !== address % PAGE)
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

/** musl takes the difference of AT_PHDR and PT_PHDR for the load address (src/env/__init_tls.c). */
function selfReferenceProblems({ header }: ElfFile, segment: ProgramHeader): string[] {
  if (segment.type !== PT.PHDR || segment.offset === header.programHeaderOffset) return [];
  return [`${describeSegment(segment)}: e_phoff is ${hex(header.programHeaderOffset)}`];
}
