import type { DynamicEntry, DynamicTable, ProgramHeader } from '../elf-file.js';
import { malformed } from '../elf-error.js';
import { DT, PT } from '../elf-names.js';
import { LIMITS } from '../limits.js';
import { readRange, type ByteSource } from './byte-source.js';
import { fileOffsetOf } from './file-offset.js';

/** sizeof(Elf64_Dyn). */
const ENTRY_SIZE = 16;

const NAME_TAGS: readonly bigint[] = [
  DT.NEEDED,
  DT.SONAME,
  DT.RPATH,
  DT.RUNPATH,
  DT.CONFIG,
  DT.DEPAUDIT,
  DT.AUDIT,
  DT.AUXILIARY,
  DT.FILTER,
];

/**
 * Reads the entries of the first PT_DYNAMIC up to DT_NULL, with the names that they refer to.
 *
 * @throws StatixError STATIX_ELF_MALFORMED for more entries than any program has
 */
export async function readDynamicTable(
  source: ByteSource,
  programHeaders: readonly ProgramHeader[],
): Promise<DynamicTable | undefined> {
  const segment = programHeaders.find(({ type }) => type === PT.DYNAMIC);
  if (segment === undefined) return undefined;
  const wanted = segment.fileSize / BigInt(ENTRY_SIZE);
  const limit = BigInt(LIMITS.dynamicEntries);
  const length = (wanted < limit ? wanted : limit) * BigInt(ENTRY_SIZE);
  const bytes = await readRange(source, segment.offset, length, 'the dynamic table');

  const offset = Number(segment.offset);
  const entries: DynamicEntry[] = [];
  let terminated = false;
  for (let at = 0; at < bytes.length && !terminated; at += ENTRY_SIZE) {
    const tag = bytes.readBigUInt64LE(at);
    terminated = tag === DT.NULL;
    if (!terminated) entries.push({ at: offset + at, tag, value: bytes.readBigUInt64LE(at + 8) });
  }
  if (!terminated && wanted > limit)
    throw malformed(source.name, `it has more than ${limit} dynamic entries`);
  return { offset, terminated, entries: await resolveNames(source, programHeaders, entries) };
}

/** The value of the first entry with a tag. */
export function dynamicValue(table: DynamicTable | undefined, tag: bigint): bigint | undefined {
  return table?.entries.find((entry) => entry.tag === tag)?.value;
}

async function resolveNames(
  source: ByteSource,
  programHeaders: readonly ProgramHeader[],
  entries: readonly DynamicEntry[],
): Promise<DynamicEntry[]> {
  const tableAddress = entries.find(({ tag }) => tag === DT.STRTAB)?.value;
  const tableSize = entries.find(({ tag }) => tag === DT.STRSZ)?.value;
  if (tableAddress === undefined || tableSize === undefined) return [...entries];

  const resolved: DynamicEntry[] = [];
  let names = 0;
  for (const entry of entries) {
    const wanted = NAME_TAGS.includes(entry.tag) && names < LIMITS.dynamicNames;
    const text = wanted
      ? await readName(source, programHeaders, tableAddress, tableSize, entry.value)
      : undefined;
    names += wanted ? 1 : 0;
    resolved.push(text === undefined ? entry : { ...entry, text });
  }
  return resolved;
}

/** A missing name is no reason to stop: that there is a DT_NEEDED is what counts. */
async function readName(
  source: ByteSource,
  programHeaders: readonly ProgramHeader[],
  tableAddress: bigint,
  tableSize: bigint,
  index: bigint,
): Promise<string | undefined> {
  if (index >= tableSize) return undefined;
  const rest = tableSize - index;
  const length = rest < BigInt(LIMITS.nameBytes) ? rest : BigInt(LIMITS.nameBytes);
  const offset = fileOffsetOf(programHeaders, tableAddress + index, length);
  if (offset === undefined) return undefined;
  const bytes = await readRange(source, offset, length, 'a name');
  const end = bytes.indexOf(0);
  return end < 0 ? undefined : bytes.toString('latin1', 0, end);
}
