import type { Check } from '@statix/contract';
import type { ElfFile } from '../elf-file.js';
import { EM_X86_64 } from '../elf-names.js';
import { newCheck } from './new-check.js';

const NAMES = new Map([
  [3, 'i386'],
  [8, 'MIPS'],
  [20, 'PowerPC'],
  [21, 'PowerPC64'],
  [22, 'S/390'],
  [40, 'ARM'],
  [EM_X86_64, 'x86-64'],
  [183, 'AArch64'],
  [243, 'RISC-V'],
  [258, 'LoongArch'],
]);

/** e_machine: the processor that the code is for. */
export function machine({ header }: ElfFile): Check {
  const name = NAMES.get(header.machine) ?? 'an unknown processor';
  const isExpected = header.machine === EM_X86_64;
  return newCheck('machine', isExpected ? 'pass' : 'fail', `The code is for ${name}`, [
    `0x12 e_machine ${header.machine} (${name})`,
  ]);
}
