import type { Check, Linkage } from '@statix/contract';
import { classifyLinkage } from '../classify-linkage.js';
import type { ElfFile } from '../elf-file.js';
import { newCheck } from './new-check.js';

/** How a fully static program may be linked. */
export type StaticLinkage = 'static-pie' | 'static';

/**
 * Whether the file is linked as asked for.
 *
 * @param expected either kind of static when undefined
 * @param unpacked the linkage of the file that a packed one unpacks to, byte for byte, where the
 * caller has proven that it does
 */
export function linkage(elf: ElfFile, expected?: StaticLinkage, unpacked?: Linkage): Check {
  const { linkage: found, evidence } = linkageOf(elf, unpacked);
  const accepted: readonly Linkage[] =
    expected === undefined ? ['static-pie', 'static'] : [expected];
  if (accepted.includes(found)) return newCheck('linkage', 'pass', `Linked as ${found}`, evidence);
  const wanted = accepted.join(' or ');
  const summary =
    found === 'unknown'
      ? `Not known to be ${wanted}: the headers do not tell`
      : `Linked as ${found}, not as ${wanted}`;
  return newCheck('linkage', 'fail', summary, evidence);
}

/** How the program is linked that is started in the end: of a packed file the one in it. */
export function linkageOf(
  elf: ElfFile,
  unpacked: Linkage | undefined,
): { linkage: Linkage; evidence: string[] } {
  const own = classifyLinkage(elf);
  const isUnpacked = elf.packer !== undefined && unpacked !== undefined;
  if (!isUnpacked) return own;
  return { linkage: unpacked, evidence: [...own.evidence, `what it unpacks to is ${unpacked}`] };
}
