/**
 * Caps on what a file can make the reader do. Real programs stay far below; a file that goes beyond
 * is refused, since a few hundred bytes can otherwise ask for gigabytes (anchore/syft#5187,
 * golang/go#33121, golang/go#45599).
 */
export const LIMITS = {
  /** A debug build of a large Rust program is below 1 GiB. */
  fileBytes: 4 * 1024 ** 3,
  /** Linux refuses more than 64 KiB of program headers (fs/binfmt_elf.c, load_elf_phdrs). */
  programHeaderBytes: 65_536,
  /** PATH_MAX: Linux refuses a longer PT_INTERP (fs/binfmt_elf.c, load_elf_binary). */
  interpreterBytes: 4096,
  dynamicEntries: 4096,
  dynamicNames: 256,
  nameBytes: 4096,
  /** Linkers write four to six. Every relocation is compared with every one. */
  loadSegments: 64,
  relocations: 4 * 1024 ** 2,
  relocationSamples: 5,
  /** Of one PT_NOTE, and of all together. */
  noteSegmentBytes: 65_536,
  noteBytes: 1024 ** 2,
  notes: 256,
  noteDescriptorBytes: 64,
  sections: 16_384,
  sectionNameTableBytes: 4 * 1024 ** 2,
  sectionNameBytes: 256,
  commentBytes: 65_536,
  comments: 32,
  /** Of a `.dep-v0`, compressed and not: some thousand crates; JSON takes many times its length in memory. */
  auditableBytes: 512 * 1024,
  /** More than rustc's own driver has. */
  symbols: 4 * 1024 ** 2,
  symbolNameBytes: 512,
  /** Bytes on each side of a difference between two files that are kept of it. */
  differenceContextBytes: 128,
  differences: 64,
  /** Bytes read at a time while going through the whole file. */
  chunkBytes: 1024 ** 2,
  textHits: 10_000,
  textSamples: 5,
  /** Different user names that are counted. */
  textNames: 32,
  /** Bytes before and after a hit that belong to its sample. */
  textContextBytes: 256,
} as const;
