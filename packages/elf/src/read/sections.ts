import type { ElfHeader, Section, SectionTable, TextAt } from '../elf-file.js';
import { SHT } from '../elf-names.js';
import { LIMITS } from '../limits.js';
import { readAuditableList } from './auditable-list.js';
import type { ByteSource } from './byte-source.js';

/** sizeof(Elf64_Shdr). */
const ENTRY_SIZE = 64;

/**
 * Reads section names and places, for what they tell a person. Anything wrong with them makes the
 * table `unreadable` and nothing else, because Linux never reads it and anyone can edit it.
 */
export async function readSections(source: ByteSource, header: ElfHeader): Promise<SectionTable> {
  if (header.sectionHeaderOffset === 0n || header.sectionHeaderCount === 0) {
    return { state: 'absent' };
  }
  const unreadable = (why: string): SectionTable => ({ state: 'unreadable', why });
  if (header.sectionHeaderSize !== ENTRY_SIZE) {
    return unreadable(`a section header is ${header.sectionHeaderSize} bytes`);
  }
  if (header.sectionHeaderCount > LIMITS.sections) {
    return unreadable(`there are ${header.sectionHeaderCount} section headers`);
  }
  const length = header.sectionHeaderCount * ENTRY_SIZE;
  if (!isInFile(source, header.sectionHeaderOffset, BigInt(length))) {
    return unreadable('the section headers are not in the file');
  }
  const table = await source.read(Number(header.sectionHeaderOffset), length);
  const names = await readNameTable(source, table, header.sectionNameIndex);
  if (names === undefined) return unreadable('the section names are not in the file');

  const sections = Array.from({ length: header.sectionHeaderCount }, (_, index) =>
    readSection(table.subarray(index * ENTRY_SIZE), names),
  );
  return {
    state: 'read',
    sections,
    comments: await readComments(source, sections),
    auditable: await readAuditableList(source, sections),
  };
}

function readSection(bytes: Buffer, names: Buffer): Section {
  const start = Math.min(bytes.readUInt32LE(0), names.length);
  const name = names.toString('latin1', start, start + LIMITS.sectionNameBytes);
  return {
    name: name.replace(/\0.*$/s, ''),
    type: bytes.readUInt32LE(4),
    address: bytes.readBigUInt64LE(16),
    offset: bytes.readBigUInt64LE(24),
    size: bytes.readBigUInt64LE(32),
    link: bytes.readUInt32LE(40),
  };
}

async function readNameTable(
  source: ByteSource,
  table: Buffer,
  index: number,
): Promise<Buffer | undefined> {
  if ((index + 1) * ENTRY_SIZE > table.length) return undefined;
  const { offset, size } = readSection(table.subarray(index * ENTRY_SIZE), Buffer.alloc(0));
  if (size > BigInt(LIMITS.sectionNameTableBytes) || !isInFile(source, offset, size))
    return undefined;
  return source.read(Number(offset), Number(size));
}

/** `.comment` holds what compilers and linkers say of themselves, separated by NUL. */
async function readComments(source: ByteSource, sections: readonly Section[]): Promise<TextAt[]> {
  const section = sections.find(({ name, type }) => name === '.comment' && type !== SHT.NOBITS);
  if (section === undefined || !isInFile(source, section.offset, section.size)) return [];
  const offset = Number(section.offset);
  const length = Math.min(Number(section.size), LIMITS.commentBytes);
  const text = (await source.read(offset, length)).toString('latin1');
  return [...text.matchAll(/[^\0]{1,256}/g)]
    .slice(0, LIMITS.comments)
    .map((match) => ({ offset: offset + match.index, text: match[0] }));
}

function isInFile(source: ByteSource, offset: bigint, size: bigint): boolean {
  return offset + size <= BigInt(source.size);
}
