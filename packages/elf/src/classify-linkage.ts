import type { Linkage } from '@statix/contract';
import { describeEntry, describeSegment, hex, quote } from './describe.js';
import type { DynamicEntry, ElfStructure } from './elf-file.js';
import { DF_1, DT, ET, fileTypeName } from './elf-names.js';
import { entrySegment } from './entry-segment.js';
import { isElf64LittleEndian } from './read/elf-header.js';

/**
 * Says how a file is linked, from the headers that Linux and a dynamic loader read. Section names,
 * `ldd` and `file` are wrong for a library without dependencies and for static-pie.
 *
 * @returns the linkage and what it follows from
 */
export function classifyLinkage(elf: ElfStructure): { linkage: Linkage; evidence: string[] } {
  const is = (linkage: Linkage, ...evidence: string[]) => ({ linkage, evidence });
  const { header, dynamic } = elf;
  if (!isElf64LittleEndian(header)) return is('unknown', 'not a 64-bit little-endian file');

  const [interpreter] = elf.interpreters;
  if (interpreter !== undefined) {
    return is('dynamic', `${hex(interpreter.offset)} PT_INTERP ${quote(interpreter.text)}`);
  }
  // The stub of a packed file loads what it unpacks by itself, an interpreter included, so the
  // headers of the packed file say nothing about the program in it.
  if (elf.packer !== undefined) {
    const { name, offset, why } = elf.packer;
    return is(
      'unknown',
      `${hex(offset)} packed with ${name}: the headers describe its stub alone`,
      why,
    );
  }

  const type = `0x10 ${fileTypeName(header.type)}`;
  const isProgram = isMarkedAsProgram(elf);
  const needed = dynamic?.entries.filter(({ tag }) => tag === DT.NEEDED) ?? [];
  if (needed.length > 0) {
    const isLibrary = header.type === ET.DYN && !isProgram;
    return is(isLibrary ? 'shared-library' : 'dynamic', type, ...needed.map(describeEntry));
  }
  if (header.type === ET.EXEC) return is('static', type, 'no PT_INTERP, no DT_NEEDED');
  if (header.type !== ET.DYN) return is('unknown', `${type} is not a program`);
  if (dynamic === undefined) return is('unknown', type, 'no PT_DYNAMIC, so nothing says DF_1_PIE');

  const entry = entrySegment(elf);
  const flags = flagsEntry(elf);
  if (isProgram && entry !== undefined) {
    return is(
      'static-pie',
      `${type}, no PT_INTERP, no DT_NEEDED`,
      ...(flags === undefined ? [] : [`${describeEntry(flags)} has DF_1_PIE`]),
      `entry ${hex(header.entry)} in ${describeSegment(entry)}`,
    );
  }
  const why = isProgram ? 'DF_1_PIE, but no entry point in an executable segment' : 'no DF_1_PIE';
  return is('shared-library', type, why);
}

/** DF_1_PIE: the one thing that tells a position-independent program from a library. */
function isMarkedAsProgram(elf: ElfStructure): boolean {
  return ((flagsEntry(elf)?.value ?? 0n) & DF_1.PIE) !== 0n;
}

function flagsEntry(elf: ElfStructure): DynamicEntry | undefined {
  return elf.dynamic?.entries.find(({ tag }) => tag === DT.FLAGS_1);
}
