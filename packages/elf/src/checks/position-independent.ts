import type { Check, Linkage } from '@statix/contract';
import type { ElfFile } from '../elf-file.js';
import { linkageOf } from './linkage.js';
import { newCheck } from './new-check.js';

/**
 * Whether Linux maps the program at another address each time (fs/binfmt_elf.c: ET_DYN with a load bias).
 * ET_DYN alone does not say so: a library is no program.
 *
 * @param unpacked as for `linkage`
 */
export function positionIndependent(elf: ElfFile, unpacked?: Linkage): Check {
  const id = 'position-independent';
  const { linkage, evidence } = linkageOf(elf, unpacked);
  if (linkage === 'static-pie') {
    return newCheck(id, 'pass', 'The program runs at any address', evidence);
  }
  if (linkage === 'static') {
    const summary = 'The program runs at one address only, which an attacker knows';
    return newCheck(id, 'warn', summary, evidence);
  }
  return linkage === 'unknown'
    ? newCheck(id, 'not-provable', 'The headers do not tell how the program is linked', evidence)
    : newCheck(id, 'not-applicable', `Looked at for static programs; this is ${linkage}`);
}
