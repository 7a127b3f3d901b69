import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElfFile } from '../elf-file.js';
import { parseElf } from '../parse-elf.js';
import { bufferSource } from '../read/byte-source.js';

const FOLDER = join(__dirname, '../../fixtures');

export function fixturePath(name: string): string {
  return join(FOLDER, name);
}

export function readFixture(name: string): Buffer {
  return readFileSync(fixturePath(name));
}

/** The names of all programs and other ELF files that fixtures/make.sh makes. */
export function fixtureNames(): string[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'make.sh')
    .map(({ name }) => name)
    .sort();
}

export async function parseFixture(name: string): Promise<ElfFile> {
  return parseBytes(readFixture(name));
}

export async function parseBytes(bytes: Buffer): Promise<ElfFile> {
  return (await parseElf(bufferSource('program', bytes))).elf;
}
