import type { Note, ProgramHeader } from '../elf-file.js';
import { PT } from '../elf-names.js';
import { LIMITS } from '../limits.js';
import type { ByteSource } from './byte-source.js';

/** sizeof(Elf64_Nhdr). */
const HEADER_SIZE = 12;

/**
 * Reads the notes of all PT_NOTE segments. A note that does not fit its segment ends that segment:
 * Linux ignores notes, so that they are damaged is no reason to refuse the file.
 */
export async function readNotes(
  source: ByteSource,
  programHeaders: readonly ProgramHeader[],
): Promise<Note[]> {
  const notes: Note[] = [];
  const segments = programHeaders.filter(({ type, fileSize }) => type === PT.NOTE && fileSize > 0n);
  if (segments.length === 0) return notes;
  const memory = Buffer.allocUnsafe(Math.min(source.size, LIMITS.noteSegmentBytes));
  let left: number = LIMITS.noteBytes;
  for (const segment of segments) {
    const length = Math.min(Number(segment.fileSize), LIMITS.noteSegmentBytes, left);
    left -= length;
    const offset = Number(segment.offset);
    const bytes = await source.read(offset, length, memory);
    for (const note of notesOf(bytes, offset, segment.alignment === 8n ? 8 : 4)) {
      if (notes.length === LIMITS.notes) return notes;
      notes.push(note);
    }
  }
  return notes;
}

/**
 * The gABI asks for 8-byte alignment in 64-bit files; all tools use 4, except for segments that say
 * 8 themselves, which NT_GNU_PROPERTY_TYPE_0 needs (Linux gABI extensions, "Note Section").
 */
function* notesOf(bytes: Buffer, offset: number, alignment: number): Generator<Note> {
  const aligned = (value: number) => Math.ceil(value / alignment) * alignment;
  for (let at = 0; at + HEADER_SIZE <= bytes.length;) {
    const nameSize = bytes.readUInt32LE(at);
    const descriptorSize = bytes.readUInt32LE(at + 4);
    const nameStart = at + HEADER_SIZE;
    const descriptorStart = at + aligned(HEADER_SIZE + nameSize);
    if (descriptorStart + descriptorSize > bytes.length) return;
    const name = bytes.toString('latin1', nameStart, nameStart + Math.min(nameSize, 32));
    yield {
      offset: offset + at,
      name: name.replace(/\0.*$/s, ''),
      type: bytes.readUInt32LE(at + 8),
      descriptor: Buffer.from(
        bytes.subarray(
          descriptorStart,
          descriptorStart + Math.min(descriptorSize, LIMITS.noteDescriptorBytes),
        ),
      ),
    };
    at = descriptorStart + aligned(descriptorSize);
  }
}
