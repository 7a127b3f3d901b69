import type { ProgramHeader, TextAt } from '../elf-file.js';
import { malformed } from '../elf-error.js';
import { PT } from '../elf-names.js';
import { LIMITS } from '../limits.js';
import { readRange, type ByteSource } from './byte-source.js';

/** Reads the path of every PT_INTERP, without the NUL at its end. */
export async function readInterpreters(
  source: ByteSource,
  programHeaders: readonly ProgramHeader[],
): Promise<TextAt[]> {
  const found: TextAt[] = [];
  for (const segment of programHeaders) {
    if (segment.type !== PT.INTERP) continue;
    if (segment.fileSize > BigInt(LIMITS.interpreterBytes)) {
      throw malformed(source.name, `its interpreter would be a path of ${segment.fileSize} bytes`);
    }
    const bytes = await readRange(source, segment.offset, segment.fileSize, 'the interpreter');
    const text = bytes.toString('latin1').replace(/\0.*$/s, '');
    found.push({ offset: Number(segment.offset), text });
  }
  return found;
}
