/** Numbers of the gABI (System V ABI, chapters 4 and 5) and of its GNU and x86-64 supplements. */

export const ET = { REL: 1, EXEC: 2, DYN: 3, CORE: 4 } as const;

/** ELFOSABI_GNU: ld writes it when a file uses a GNU extension, such as IFUNC. */
export const ELFOSABI_GNU = 3;

export const PT = {
  LOAD: 1,
  DYNAMIC: 2,
  INTERP: 3,
  NOTE: 4,
  SHLIB: 5,
  PHDR: 6,
  TLS: 7,
  GNU_EH_FRAME: 0x6474e550,
  GNU_STACK: 0x6474e551,
  GNU_RELRO: 0x6474e552,
  GNU_PROPERTY: 0x6474e553,
} as const;

export const PF = { X: 1, W: 2, R: 4 } as const;

export const DT = {
  NULL: 0n,
  NEEDED: 1n,
  PLTRELSZ: 2n,
  PLTGOT: 3n,
  STRTAB: 5n,
  RELA: 7n,
  RELASZ: 8n,
  RELAENT: 9n,
  STRSZ: 10n,
  SONAME: 14n,
  RPATH: 15n,
  REL: 17n,
  RELSZ: 18n,
  RELENT: 19n,
  PLTREL: 20n,
  TEXTREL: 22n,
  JMPREL: 23n,
  BIND_NOW: 24n,
  RUNPATH: 29n,
  FLAGS: 30n,
  RELRSZ: 35n,
  RELR: 36n,
  RELRENT: 37n,
  CONFIG: 0x6ffffefan,
  DEPAUDIT: 0x6ffffefbn,
  AUDIT: 0x6ffffefcn,
  FLAGS_1: 0x6ffffffbn,
  AUXILIARY: 0x7ffffffdn,
  FILTER: 0x7fffffffn,
} as const;

/** Bits of DT_FLAGS. */
export const DF = { TEXTREL: 4n, BIND_NOW: 8n } as const;

/** Bits of DT_FLAGS_1. */
export const DF_1 = { NOW: 1n, PIE: 0x08000000n } as const;

export const SHT = { SYMTAB: 2, RELA: 4, NOBITS: 8 } as const;

/** `PT_LOAD`, or the number in hex for a type that has no name here. */
export function segmentTypeName(type: number): string {
  return nameOf('PT_', PT, type) ?? `segment type 0x${type.toString(16)}`;
}

/** `DT_NEEDED`, or the number in hex. */
export function dynamicTagName(tag: bigint): string {
  return nameOf('DT_', DT, tag) ?? `dynamic tag 0x${tag.toString(16)}`;
}

/** `ET_DYN`, or the number in hex. */
export function fileTypeName(type: number): string {
  return nameOf('ET_', ET, type) ?? `file type 0x${type.toString(16)}`;
}

function nameOf<Value>(
  prefix: string,
  table: Readonly<Record<string, Value>>,
  value: Value,
): string | undefined {
  const found = Object.entries(table).find(([, number]) => number === value);
  return found === undefined ? undefined : prefix + found[0];
}
