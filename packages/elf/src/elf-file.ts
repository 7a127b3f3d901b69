/**
 * What a reader learned from one ELF file. Numbers that a file gives as 64 bits stay bigint, so that
 * no sum of them can wrap; offsets of things found in the file are safe integers.
 */
export interface ElfFile extends ElfStructure {
  /** Texts looked for in all bytes of the file, by name; a name with no hit is there with count 0. */
  readonly texts: ReadonlyMap<string, TextFinding>;
}

/** What its headers say, and the tables that they name. */
export interface ElfStructure {
  readonly size: number;
  readonly header: ElfHeader;
  /** Empty, like everything below, when the header is not 64-bit little-endian. */
  readonly programHeaders: readonly ProgramHeader[];
  /** One per PT_INTERP, in file order. Linux takes the first. */
  readonly interpreters: readonly TextAt[];
  readonly dynamic: DynamicTable | undefined;
  readonly relocations: RelocationFacts;
  readonly notes: readonly Note[];
  /** Best effort and never grounds for a verdict: Linux does not read sections. */
  readonly sections: SectionTable;
  readonly packer: Packer | undefined;
  readonly overlay: Overlay;
}

export interface ElfHeader {
  /** EI_CLASS; undefined for a value that is neither ELFCLASS32 nor ELFCLASS64. */
  readonly bits: 32 | 64 | undefined;
  /** EI_DATA. */
  readonly byteOrder: 'little' | 'big' | undefined;
  readonly osAbi: number;
  readonly type: number;
  readonly machine: number;
  readonly entry: bigint;
  readonly programHeaderOffset: bigint;
  readonly programHeaderSize: number;
  readonly programHeaderCount: number;
  readonly sectionHeaderOffset: bigint;
  readonly sectionHeaderSize: number;
  readonly sectionHeaderCount: number;
  readonly sectionNameIndex: number;
}

export interface ProgramHeader {
  readonly index: number;
  /** Where in the file this header itself is. */
  readonly at: number;
  readonly type: number;
  readonly flags: number;
  readonly offset: bigint;
  readonly address: bigint;
  readonly fileSize: bigint;
  readonly memorySize: bigint;
  readonly alignment: bigint;
}

export interface TextAt {
  readonly offset: number;
  readonly text: string;
}

export interface DynamicTable {
  readonly offset: number;
  readonly entries: readonly DynamicEntry[];
  /** Whether DT_NULL was found within the segment. */
  readonly terminated: boolean;
}

export interface DynamicEntry {
  /** Where in the file this entry is. */
  readonly at: number;
  readonly tag: bigint;
  readonly value: bigint;
  /** For tags whose value is a name, when the string table holds it. */
  readonly text?: string;
}

export interface RelocationFacts {
  readonly count: number;
  /** R_X86_64_IRELATIVE: an address that a resolver function computes at start. */
  readonly indirect: RelocationHits;
  /** Relocations whose target no writable segment holds. */
  readonly inReadOnlyMemory: RelocationHits;
  /** IRELATIVE found through section headers only, which proves nothing but is a hint. */
  readonly indirectBySections: RelocationHits;
}

export interface RelocationHits {
  readonly count: number;
  /** File offsets of the first few entries. */
  readonly at: readonly number[];
}

export interface Note {
  readonly offset: number;
  readonly name: string;
  readonly type: number;
  /** The first bytes of the descriptor. */
  readonly descriptor: Buffer;
}

export type SectionTable =
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly why: string }
  | {
      readonly state: 'read';
      readonly sections: readonly Section[];
      readonly comments: readonly TextAt[];
      readonly auditable: AuditableList | undefined;
    };

/** What cargo auditable has put into the file. */
export type AuditableList =
  | { readonly state: 'read'; readonly crates: number }
  | { readonly state: 'unreadable'; readonly why: string };

export interface Section {
  readonly name: string;
  readonly type: number;
  /** Where it is in memory; 0 for what is not there. */
  readonly address: bigint;
  readonly offset: bigint;
  readonly size: bigint;
  /** Index of another section, whose meaning depends on the type: of a symbol table, its names. */
  readonly link: number;
}

/** Whose stub a file is: its headers say nothing of the program that it unpacks and starts. */
export interface Packer {
  readonly name: 'UPX' | 'AppImage' | 'PyInstaller' | 'StaticX' | 'an unknown packer';
  readonly offset: number;
  readonly why: string;
}

/** Bytes behind everything that headers account for. */
export interface Overlay {
  /** The end of the last segment, or of the program headers. */
  readonly segmentsEnd: number;
  /** The end of what sections claim as well; section headers may lie. */
  readonly claimedEnd: number;
  readonly size: number;
  /** What its first bytes look like: `a zip archive`; undefined where there is none. */
  readonly kind: string | undefined;
}

export interface TextFinding {
  readonly count: number;
  /** What a text says of a person, and in how many of them: user names in paths; the first few. */
  readonly names: ReadonlyMap<string, number>;
  /** True when looking stopped at the cap: there may be more, even with a count of 0. */
  readonly capped: boolean;
  readonly samples: readonly TextAt[];
}
