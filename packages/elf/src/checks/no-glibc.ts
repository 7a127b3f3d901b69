import type { Check } from '@statix/contract';
import { describeEntry, hex, plural, quote } from '../describe.js';
import type { ElfFile, RelocationHits } from '../elf-file.js';
import { DT, ELFOSABI_GNU } from '../elf-names.js';
import { GLIBC_TEXTS } from '../scan/sought-texts.js';
import { newCheck } from './new-check.js';

/** A hint and how much it weighs. From two on, glibc is in the program. */
interface Hint {
  readonly weight: 1 | 2;
  readonly evidence: readonly string[];
}

/**
 * Whether glibc was linked in. Statically linked it still loads its name services and character set
 * converters from files at run time, so such a program is not self-contained.
 *
 * No single string decides: sudo-like programs name glibc's variables to clear them, and GCC marks
 * C++ programs as ELFOSABI_GNU for STB_GNU_UNIQUE symbols on musl as well.
 */
export function noGlibc(elf: ElfFile): Check {
  const hints = [
    abiNote(elf),
    library(elf),
    osAbi(elf),
    indirectRelocations(elf),
    texts(elf),
  ].filter((hint) => hint !== undefined);
  const weight = hints.reduce((sum, hint) => sum + hint.weight, 0);
  const evidence = hints.flatMap((hint) => hint.evidence);
  if (weight === 0) return newCheck('no-glibc', 'pass', 'Nothing of glibc is in the file');
  return weight === 1
    ? newCheck('no-glibc', 'warn', 'One thing points to glibc, which is no proof', evidence)
    : newCheck('no-glibc', 'fail', 'The program holds or uses glibc', evidence);
}

/** NT_GNU_ABI_TAG (1) of owner GNU: glibc's crt1.o brings it (csu/abi-note.c), musl's has none. */
function abiNote({ notes }: ElfFile): Hint | undefined {
  const found = notes.filter(({ name, type }) => name === 'GNU' && type === 1);
  const evidence = found.map(({ offset, descriptor }) => {
    const words = Array.from({ length: Math.floor(descriptor.length / 4) }, (_, index) =>
      descriptor.readUInt32LE(index * 4),
    );
    return `${hex(offset)} NT_GNU_ABI_TAG, for Linux ${words.slice(1).join('.')}`;
  });
  return evidence.length === 0 ? undefined : { weight: 2, evidence };
}

function library({ interpreters, dynamic }: ElfFile): Hint | undefined {
  const loaders = interpreters.filter(({ text }) => /\/ld-linux[^/]*$/.test(text));
  const libraries =
    dynamic?.entries.filter(({ tag, text }) => tag === DT.NEEDED && text === 'libc.so.6') ?? [];
  const evidence = [
    ...loaders.map(({ offset, text }) => `${hex(offset)} PT_INTERP ${quote(text)}`),
    ...libraries.map(describeEntry),
  ];
  return evidence.length === 0 ? undefined : { weight: 2, evidence };
}

function osAbi({ header }: ElfFile): Hint | undefined {
  return header.osAbi === ELFOSABI_GNU
    ? { weight: 1, evidence: ['0x7 EI_OSABI 3 (GNU)'] }
    : undefined;
}

/** musl resolves no R_X86_64_IRELATIVE: calling through one would crash. */
function indirectRelocations({ relocations }: ElfFile): Hint | undefined {
  const evidence = [
    ...describeHits(relocations.indirect, ''),
    ...describeHits(relocations.indirectBySections, ', found by section headers'),
  ];
  return evidence.length === 0 ? undefined : { weight: 1, evidence };
}

function describeHits({ count, at }: RelocationHits, how: string): string[] {
  if (count === 0) return [];
  return [`${hex(at[0] ?? 0)} ${plural(count, 'IRELATIVE relocation')}${how}`];
}

function texts(elf: ElfFile): Hint | undefined {
  const evidence = GLIBC_TEXTS.flatMap(({ name }) => {
    const samples = elf.texts.get(name)?.samples ?? [];
    return samples.map(({ offset, text }) => `${hex(offset)} text ${quote(text)}`);
  });
  return evidence.length === 0 ? undefined : { weight: 1, evidence };
}
