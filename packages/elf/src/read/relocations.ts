import type {
  DynamicTable,
  ElfHeader,
  ProgramHeader,
  RelocationFacts,
  SectionTable,
} from '../elf-file.js';
import { malformed } from '../elf-error.js';
import { DT, SHT } from '../elf-names.js';
import { LIMITS } from '../limits.js';
import { machineOf } from '../machines.js';
import { addressWord } from './address-word.js';
import type { ByteSource } from './byte-source.js';
import { dynamicValue } from './dynamic-table.js';
import { fileOffsetOf } from './file-offset.js';
import { forEachRelativeTarget } from './relative-relocations.js';
import { forEachEntry } from './table-entries.js';
import { writableMemory } from './writable-memory.js';

interface Hits {
  count: number;
  readonly at: number[];
}

interface Tally {
  count: number;
  readonly indirect: Hits;
  readonly inReadOnlyMemory: Hits;
}

/** sizeof(Elf64_Rela) and sizeof(Elf64_Rel). */
const RELA_SIZE = 24;
const REL_SIZE = 16;

/**
 * Counts the relocations that the program's start code applies: DT_RELA, DT_REL, DT_JMPREL and
 * DT_RELR. Memory use does not depend on their number.
 *
 * @throws StatixError STATIX_ELF_MALFORMED when a table is not in the file or is of absurd size
 */
export async function readRelocations(
  source: ByteSource,
  { machine }: Pick<ElfHeader, 'machine'>,
  programHeaders: readonly ProgramHeader[],
  dynamic: DynamicTable | undefined,
  sections: SectionTable,
): Promise<RelocationFacts> {
  const tally: Tally = { count: 0, indirect: newHits(), inReadOnlyMemory: newHits() };
  const isWritable = writableMemory(programHeaders);
  const isIndirect = indirectType(machine);
  const pltEntry = dynamicValue(dynamic, DT.PLTREL) === DT.REL ? REL_SIZE : RELA_SIZE;
  const tables = [
    { address: DT.RELA, size: DT.RELASZ, entrySize: RELA_SIZE },
    { address: DT.REL, size: DT.RELSZ, entrySize: REL_SIZE },
    { address: DT.JMPREL, size: DT.PLTRELSZ, entrySize: pltEntry },
  ];
  for (const table of tables) {
    const range = tableRange(
      source,
      programHeaders,
      dynamic,
      table.address,
      table.size,
      table.entrySize,
    );
    if (range === undefined) continue;
    await forEachEntry(source, range.offset, range.length, table.entrySize, (bytes, index, at) => {
      tally.count += 1;
      if (isIndirect(bytes.readUInt32LE(index + 8))) hit(tally.indirect, at);
      if (!isWritable(addressWord(bytes, index))) hit(tally.inReadOnlyMemory, at);
    });
  }
  const packed = tableRange(source, programHeaders, dynamic, DT.RELR, DT.RELRSZ, 8);
  if (packed !== undefined) {
    await forEachRelativeTarget(source, packed.offset, packed.length, (target, at) => {
      tally.count += 1;
      if (!isWritable(target)) hit(tally.inReadOnlyMemory, at);
    });
  }
  const indirectBySections = await readIndirectBySections(source, isIndirect, dynamic, sections);
  return { ...tally, indirectBySections };
}

function tableRange(
  source: ByteSource,
  programHeaders: readonly ProgramHeader[],
  dynamic: DynamicTable | undefined,
  addressTag: bigint,
  sizeTag: bigint,
  entrySize: number,
): { offset: number; length: number } | undefined {
  const address = dynamicValue(dynamic, addressTag);
  const size = dynamicValue(dynamic, sizeTag) ?? 0n;
  if (address === undefined || size === 0n) return undefined;
  if (size > BigInt(LIMITS.relocations * entrySize)) {
    throw malformed(source.name, `it has ${size / BigInt(entrySize)} relocations`);
  }
  const offset = fileOffsetOf(programHeaders, address, size);
  if (offset === undefined) {
    throw malformed(
      source.name,
      `its relocations at address 0x${address.toString(16)} are not in the file`,
    );
  }
  return { offset: Number(offset), length: Number(size) };
}

/**
 * Whether r_type, the lower half of r_info, is the one of an indirect function. Of a processor without a
 * table nothing is known.
 */
function indirectType(machine: number): (type: number) => boolean {
  const indirect = machineOf(machine)?.indirectRelocation;
  return (type) => type === indirect;
}

/**
 * A program of fixed address has no dynamic table: what links it marks its IRELATIVE relocations
 * with symbols (__rela_iplt_start) that stripping removes. Only sections still tell where they are.
 */
async function readIndirectBySections(
  source: ByteSource,
  isIndirect: (type: number) => boolean,
  dynamic: DynamicTable | undefined,
  sections: SectionTable,
): Promise<Hits> {
  const hits = newHits();
  if (dynamic !== undefined || sections.state !== 'read') return hits;
  let left: number = LIMITS.relocations;
  for (const { type, offset, size } of sections.sections) {
    if (type !== SHT.RELA || offset + size > BigInt(source.size)) continue;
    const length = Math.min(Number(size), left * RELA_SIZE);
    left -= Math.floor(length / RELA_SIZE);
    await forEachEntry(source, Number(offset), length, RELA_SIZE, (bytes, index, at) => {
      if (isIndirect(bytes.readUInt32LE(index + 8))) hit(hits, at);
    });
  }
  return hits;
}

function newHits(): Hits {
  return { count: 0, at: [] };
}

function hit(hits: Hits, at: number): void {
  hits.count += 1;
  if (hits.at.length < LIMITS.relocationSamples) hits.at.push(at);
}
