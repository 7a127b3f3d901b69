import type { Section, SectionTable } from '../elf-file.js';
import { SHT } from '../elf-names.js';
import { LIMITS } from '../limits.js';
import type { ByteSource } from './byte-source.js';

/** sizeof(Elf64_Sym). */
const ENTRY_SIZE = 24;

/**
 * The name of the function or datum that an address belongs to, as the symbol table says, mangled as it stands
 * there. Best effort, as all that sections tell.
 *
 * @returns undefined where the file has no such table, or no symbol of that place
 */
export async function symbolAt(
  source: ByteSource,
  table: SectionTable,
  address: bigint,
): Promise<string | undefined> {
  if (table.state !== 'read') return undefined;
  const symbols = table.sections.find(({ type }) => type === SHT.SYMTAB);
  const names = symbols === undefined ? undefined : table.sections[symbols.link];
  if (symbols === undefined || names === undefined) return undefined;
  if (!isInFile(source, symbols) || !isInFile(source, names)) return undefined;
  const nameAt = await nameOfSymbol(source, symbols, address);
  if (nameAt === undefined || BigInt(nameAt) >= names.size) return undefined;
  const length = Math.min(LIMITS.symbolNameBytes, Number(names.size) - nameAt);
  const text = (await source.read(Number(names.offset) + nameAt, length)).toString('latin1');
  const name = text.replace(/\0.*$/s, '');
  return name === '' ? undefined : name;
}

/** Where in the table of names the smallest symbol is that the address lies in. */
async function nameOfSymbol(
  source: ByteSource,
  { offset, size }: Section,
  address: bigint,
): Promise<number | undefined> {
  const count = Math.min(Math.floor(Number(size) / ENTRY_SIZE), LIMITS.symbols);
  const atOnce = Math.floor(LIMITS.chunkBytes / ENTRY_SIZE);
  let found: { name: number; size: bigint } | undefined;
  for (let first = 0; first < count; first += atOnce) {
    const length = Math.min(atOnce, count - first) * ENTRY_SIZE;
    const entries = await source.read(Number(offset) + first * ENTRY_SIZE, length);
    for (let at = 0; at < length; at += ENTRY_SIZE) {
      const value = entries.readBigUInt64LE(at + 8);
      const extent = entries.readBigUInt64LE(at + 16);
      if (address < value || address >= value + extent) continue;
      if (found === undefined || extent < found.size)
        found = { name: entries.readUInt32LE(at), size: extent };
    }
  }
  return found?.name;
}

function isInFile(source: ByteSource, { offset, size }: Section): boolean {
  return offset + size <= BigInt(source.size);
}
