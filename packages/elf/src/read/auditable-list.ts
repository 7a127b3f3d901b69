import { inflateSync } from 'node:zlib';
import type { AuditableList, Section } from '../elf-file.js';
import { SHT } from '../elf-names.js';
import { LIMITS } from '../limits.js';
import type { ByteSource } from './byte-source.js';

/**
 * Reads the list of crates that cargo auditable puts into a program: zlib-compressed JSON in `.dep-v0`
 * (rust-secure-code/cargo-auditable, PARSING.md). It is what the program says of itself, and no more.
 *
 * @returns undefined where there is no such section
 */
export async function readAuditableList(
  source: ByteSource,
  sections: readonly Section[],
): Promise<AuditableList | undefined> {
  const section = sections.find(({ name, type }) => name === '.dep-v0' && type !== SHT.NOBITS);
  if (section === undefined) return undefined;
  const unreadable = (why: string): AuditableList => ({ state: 'unreadable', why });
  if (section.offset + section.size > BigInt(source.size)) return unreadable('not in the file');
  if (section.size > BigInt(LIMITS.auditableBytes)) return unreadable('too large');
  const crates = countCrates(await source.read(Number(section.offset), Number(section.size)));
  return typeof crates === 'string' ? unreadable(crates) : { state: 'read', crates };
}

/** @returns how many packages there are, or why that cannot be told */
function countCrates(compressed: Buffer): number | string {
  let text: string;
  try {
    // The limit is of the output: a few kilobytes can ask for gigabytes.
    text = inflateSync(compressed, { maxOutputLength: LIMITS.auditableBytes }).toString('utf8');
  } catch {
    return 'no zlib data, or too much of it';
  }
  try {
    const list: unknown = JSON.parse(text);
    const packages: unknown =
      typeof list === 'object' && list !== null && 'packages' in list ? list.packages : undefined;
    return Array.isArray(packages) ? packages.length : 'JSON without packages';
  } catch {
    return 'no JSON';
  }
}
