/**
 * Mistakes that somebody could make in the reader. Each is put into a copy of it, and the fuzzer with its fixed
 * series has to find it (tools/fuzz/find-planted.mjs).
 *
 * @typedef {object} Planted
 * @property {string} name what is wrong then
 * @property {string} file below packages/elf/src
 * @property {string} from stands in the file exactly once
 * @property {string} to
 */

/** @type {readonly Planted[]} */
export const planted = [
  {
    name: 'program headers may reach beyond the file',
    file: 'read/byte-source.ts',
    from: 'if (offset + length > BigInt(source.size))',
    to: 'if (offset > BigInt(source.size))',
  },
  {
    name: 'the end of a segment wraps at 2^64',
    file: 'read/program-headers.ts',
    from: 'const end = segment.offset + segment.fileSize;',
    to: 'const end = BigInt.asUintN(64, segment.offset + segment.fileSize);',
  },
  {
    name: 'a segment may end one byte behind the file',
    file: 'read/program-headers.ts',
    from: 'end > BigInt(source.size)',
    to: 'end > BigInt(source.size) + 1n',
  },
  {
    name: 'a program header has another size than the file says',
    file: 'read/program-headers.ts',
    from: 'if (header.programHeaderSize !== ENTRY_SIZE) {',
    to: 'if (header.programHeaderSize > ENTRY_SIZE) {',
  },
  {
    name: 'p_paddr is taken for p_vaddr',
    file: 'read/program-headers.ts',
    from: 'address: bytes.readBigUInt64LE(16),',
    to: 'address: bytes.readBigUInt64LE(24),',
  },
  {
    name: 'p_memsz is read as 32 bits',
    file: 'read/program-headers.ts',
    from: 'memorySize: bytes.readBigUInt64LE(40),',
    to: 'memorySize: BigInt(bytes.readUInt32LE(40)),',
  },
  {
    name: 'any number of loaded segments is taken',
    file: 'read/program-headers.ts',
    from: 'if (loads > LIMITS.loadSegments)',
    to: 'if (loads < 0)',
  },
  {
    name: 'the last entry of a dynamic table is left out',
    file: 'read/dynamic-table.ts',
    from: 'at < bytes.length && !terminated',
    to: 'at + ENTRY_SIZE < bytes.length && !terminated',
  },
  {
    name: 'a dynamic table goes on behind DT_NULL',
    file: 'read/dynamic-table.ts',
    from: 'terminated = tag === DT.NULL;',
    to: 'terminated = tag === DT.NULL && at > 64;',
  },
  {
    name: 'a name without an end is taken to the end of its table',
    file: 'read/dynamic-table.ts',
    from: 'return end < 0 ? undefined : bytes',
    to: 'return bytes',
  },
  {
    name: 'an address is taken for an offset',
    file: 'read/file-offset.ts',
    from: 'holder.offset + (address - holder.address)',
    to: 'address',
  },
  {
    name: 'a range may reach out of its segment',
    file: 'read/file-offset.ts',
    from: 'address + length <= segment.address + segment.fileSize',
    to: 'address <= segment.address + segment.fileSize',
  },
  {
    name: 'an interpreter of any length is read',
    file: 'read/interpreters.ts',
    from: 'if (segment.fileSize > BigInt(LIMITS.interpreterBytes)) {',
    to: 'if (segment.fileSize < 0n) {',
  },
  {
    name: 'a note may be longer than its segment',
    file: 'read/notes.ts',
    from: 'if (descriptorStart + descriptorSize > bytes.length) return;',
    to: 'if (descriptorStart > bytes.length) return;',
  },
  {
    name: 'notes of 8-byte alignment are read with 4',
    file: 'read/notes.ts',
    from: 'segment.alignment === 8n ? 8 : 4',
    to: 'segment.alignment === 16n ? 8 : 4',
  },
  {
    name: 'a table of DT_JMPREL is always of RELA',
    file: 'read/relocations.ts',
    from: '=== DT.REL ? REL_SIZE : RELA_SIZE',
    to: '=== DT.RELA ? RELA_SIZE : RELA_SIZE',
  },
  {
    name: 'the type of a relocation is read from its symbol',
    file: 'read/relocations.ts',
    from: 'if (isIndirect(bytes.readUInt32LE(index + 8))) hit(tally.indirect, at);',
    to: 'if (isIndirect(bytes.readUInt32LE(index + 12))) hit(tally.indirect, at);',
  },
  {
    name: 'the first bit of a bitmap of DT_RELR is its second word',
    file: 'read/relative-relocations.ts',
    from: 'visitBits(low & ~1, next - WORD, at);',
    to: 'visitBits(low & ~1, next, at);',
  },
  {
    name: 'a bitmap of DT_RELR covers 64 words',
    file: 'read/relative-relocations.ts',
    from: 'const WORDS_OF_A_BITMAP = 63;',
    to: 'const WORDS_OF_A_BITMAP = 64;',
  },
  {
    name: 'the end of memory is writable',
    file: 'read/writable-memory.ts',
    from: 'return low > 0 && address < (ends[low - 1] ?? 0);',
    to: 'return low > 0 && address <= (ends[low - 1] ?? 0);',
  },
  {
    name: 'section headers may reach beyond the file',
    file: 'read/sections.ts',
    from: 'if (!isInFile(source, header.sectionHeaderOffset, BigInt(length))) {',
    to: 'if (length < 0) {',
  },
  {
    name: 'the mark of a packer is looked for beyond the file',
    file: 'read/packer.ts',
    from: 'const length = Math.min(64, source.size - start);',
    to: 'const length = 64;',
  },
  {
    name: 'a text at the very end is not found',
    file: 'scan/text-scanner.ts',
    from: 'this.#search(this.#length);\n    return new Map(',
    to: 'return new Map(',
  },
  {
    name: 'a text is looked at before what follows it is there',
    file: 'scan/text-scanner.ts',
    from: 'this.#search(this.#length - CONTEXT);',
    to: 'this.#search(this.#length);',
  },
  {
    name: 'any number of notes is kept',
    file: 'read/notes.ts',
    from: 'if (notes.length === LIMITS.notes) return notes;',
    to: '',
  },
  {
    name: 'any number of packed relocations is taken',
    file: 'read/relative-relocations.ts',
    from: 'if (targets > LIMITS.relocations)',
    to: 'if (targets < 0)',
  },
  {
    name: 'code may be written over',
    file: 'reserved/obstacle-at.ts',
    from: 'const code = loads.find(({ flags }) => (flags & PF.X) !== 0);',
    to: 'const code = loads.find(({ flags }) => (flags & PF.X) > 1);',
  },
];
