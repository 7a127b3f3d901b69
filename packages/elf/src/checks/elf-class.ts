import type { Check } from '@statix/contract';
import type { ElfFile } from '../elf-file.js';
import { isElf64LittleEndian } from '../read/elf-header.js';
import { newCheck } from './new-check.js';

/** 64-bit, little-endian: e_ident[EI_CLASS] and e_ident[EI_DATA]. */
export function elfClass({ header }: ElfFile): Check {
  const bits = header.bits === undefined ? 'of unknown class' : `${header.bits}-bit`;
  const order =
    header.byteOrder === undefined ? 'unknown byte order' : `${header.byteOrder}-endian`;
  return newCheck(
    'elf-class',
    isElf64LittleEndian(header) ? 'pass' : 'fail',
    `The file is ${bits}, ${order}`,
    [`0x4 EI_CLASS ${bits}`, `0x5 EI_DATA ${order}`],
  );
}
