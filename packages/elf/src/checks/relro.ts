import type { Check } from '@statix/contract';
import { describeEntry, describeSegment } from '../describe.js';
import type { DynamicEntry, ElfFile, ProgramHeader } from '../elf-file.js';
import { DF, DF_1, DT, PT } from '../elf-names.js';
import { newCheck } from './new-check.js';

/**
 * What the linker laid out for read-only-after-relocation memory. Never a pass: Linux does not read
 * PT_GNU_RELRO, the program's own start code has to call mprotect for it. glibc's static start code
 * does, musl's does not: /proc/self/maps of a Rust musl static-pie shows that memory as rw-p.
 */
export function relro(elf: ElfFile): Check {
  const segment = elf.programHeaders.find(({ type }) => type === PT.GNU_RELRO);
  if (segment === undefined) {
    return newCheck('relro', 'warn', 'No memory is laid out as read-only after relocation', [
      `none of ${elf.programHeaders.length} program headers is PT_GNU_RELRO`,
    ]);
  }
  const { dynamic } = elf;
  // Lazy binding exists in a loader alone, so a program of fixed address has no BIND_NOW.
  const now = dynamic?.entries.find(isBindNow);
  const missingNow = dynamic === undefined ? [] : ['no DT_BIND_NOW, DF_BIND_NOW or DF_1_NOW'];
  const uncovered = dynamic === undefined ? [] : uncoveredParts(elf, segment);
  const evidence = [
    describeSegment(segment),
    ...(now === undefined ? missingNow : [describeEntry(now)]),
    ...uncovered,
  ];
  if (uncovered.length > 0 || (now === undefined && missingNow.length > 0)) {
    return newCheck(
      'relro',
      'warn',
      'Only a part is laid out as read-only after relocation',
      evidence,
    );
  }
  return newCheck(
    'relro',
    'not-provable',
    'Full RELRO is laid out; whether start code applies it, headers cannot tell (musl’s does not)',
    evidence,
  );
}

function isBindNow({ tag, value }: DynamicEntry): boolean {
  return (
    tag === DT.BIND_NOW ||
    (tag === DT.FLAGS && (value & DF.BIND_NOW) !== 0n) ||
    (tag === DT.FLAGS_1 && (value & DF_1.NOW) !== 0n)
  );
}

/** The dynamic table and the GOT are what an attacker would write to. */
function uncoveredParts(
  { programHeaders, dynamic }: ElfFile,
  relroSegment: ProgramHeader,
): string[] {
  const holds = (address: bigint) =>
    address >= relroSegment.address && address < relroSegment.address + relroSegment.memorySize;
  const table = programHeaders.find(({ type }) => type === PT.DYNAMIC);
  const got = dynamic?.entries.find(({ tag }) => tag === DT.PLTGOT);
  return [
    ...(table !== undefined && !holds(table.address) ? [`outside: ${describeSegment(table)}`] : []),
    ...(got !== undefined && !holds(got.value) ? [`outside: ${describeEntry(got)}`] : []),
  ];
}
