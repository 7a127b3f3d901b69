import { createHash } from 'node:crypto';
import type { ElfFile, ElfStructure, TextFinding } from './elf-file.js';
import { LIMITS } from './limits.js';
import type { ByteSource } from './read/byte-source.js';
import { readDynamicTable } from './read/dynamic-table.js';
import { isElf64LittleEndian, readElfHeader } from './read/elf-header.js';
import { readInterpreters } from './read/interpreters.js';
import { readNotes } from './read/notes.js';
import { findOverlay } from './read/overlay.js';
import { findPacker } from './read/packer.js';
import { readProgramHeaders } from './read/program-headers.js';
import { readRelocations } from './read/relocations.js';
import { readSections } from './read/sections.js';
import { GLIBC_TEXTS, PATH_TEXTS } from './scan/sought-texts.js';
import { TextScanner } from './scan/text-scanner.js';

/**
 * Reads an ELF file: headers first, so that what is none is refused at once, then all bytes once
 * for the hash and the texts.
 *
 * @throws StatixError STATIX_ELF_NOT_ELF, STATIX_ELF_TRUNCATED, STATIX_ELF_MALFORMED
 */
export async function parseElf(source: ByteSource): Promise<{ elf: ElfFile; sha256: string }> {
  const structure = await readStructure(source);
  const { sha256, texts } = await readThrough(source);
  return { elf: { ...structure, texts }, sha256 };
}

/**
 * As {@link parseElf}, without looking for texts.
 *
 * @param look is given all bytes in order; a piece is only its own until it returns
 * @throws StatixError STATIX_ELF_NOT_ELF, STATIX_ELF_TRUNCATED, STATIX_ELF_MALFORMED
 */
export async function parseStructure(
  source: ByteSource,
  look?: (piece: Buffer) => void,
): Promise<{ elf: ElfStructure; sha256: string }> {
  const elf = await readStructure(source);
  const hash = createHash('sha256');
  await forEachPiece(source, (piece) => {
    hash.update(piece);
    look?.(piece);
  });
  return { elf, sha256: hash.digest('hex') };
}

/** sha256 of all bytes, hexadecimal. */
export async function hashSource(source: ByteSource): Promise<string> {
  const hash = createHash('sha256');
  await forEachPiece(source, (piece) => hash.update(piece));
  return hash.digest('hex');
}

/** The headers and what they lead to, without reading all of the file. */
export async function readStructure(source: ByteSource): Promise<ElfStructure> {
  const header = await readElfHeader(source);
  // A file of another class has tables of another form; its header is all that is told of it.
  const known = isElf64LittleEndian(header);
  const programHeaders = known ? await readProgramHeaders(source, header) : [];
  const sections = known ? await readSections(source, header) : { state: 'absent' as const };
  const dynamic = await readDynamicTable(source, programHeaders);
  return {
    size: source.size,
    header,
    programHeaders,
    sections,
    dynamic,
    interpreters: await readInterpreters(source, programHeaders),
    relocations: await readRelocations(source, header, programHeaders, dynamic, sections),
    notes: await readNotes(source, programHeaders),
    packer: await findPacker(source, header, programHeaders, sections),
    overlay: await findOverlay(source, header, programHeaders, sections),
  };
}

async function readThrough(
  source: ByteSource,
): Promise<{ sha256: string; texts: Map<string, TextFinding> }> {
  const hash = createHash('sha256');
  const largest = Math.min(LIMITS.chunkBytes, source.size);
  const scanner = new TextScanner([...GLIBC_TEXTS, ...PATH_TEXTS], largest);
  for (let offset = 0; offset < source.size; offset += largest) {
    const length = Math.min(largest, source.size - offset);
    const piece = await source.read(offset, length, scanner.room(length));
    hash.update(piece);
    scanner.push(piece);
  }
  return { sha256: hash.digest('hex'), texts: scanner.finish() };
}

/** @param use is given all bytes in order; a piece is only its own until it returns */
async function forEachPiece(source: ByteSource, use: (piece: Buffer) => unknown): Promise<void> {
  // One buffer for the whole file: new ones stay until a collection, which is in no hurry.
  const memory = Buffer.allocUnsafe(Math.min(LIMITS.chunkBytes, source.size));
  for (let offset = 0; offset < source.size; offset += LIMITS.chunkBytes) {
    const length = Math.min(LIMITS.chunkBytes, source.size - offset);
    use(await source.read(offset, length, memory));
  }
}
