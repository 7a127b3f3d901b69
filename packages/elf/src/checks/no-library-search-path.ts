import type { Check } from '@statix/contract';
import { describeEntry } from '../describe.js';
import type { ElfFile } from '../elf-file.js';
import { DT } from '../elf-names.js';
import { newCheck } from './new-check.js';

/** No DT_RPATH and no DT_RUNPATH: there is no folder from which code could be slipped in. */
export function noLibrarySearchPath({ dynamic }: ElfFile): Check {
  const entries =
    dynamic?.entries.filter(({ tag }) => tag === DT.RPATH || tag === DT.RUNPATH) ?? [];
  return entries.length === 0
    ? newCheck('no-library-search-path', 'pass', 'No folder is searched for libraries', [
        dynamic === undefined ? 'no PT_DYNAMIC' : 'no DT_RPATH, no DT_RUNPATH',
      ])
    : newCheck(
        'no-library-search-path',
        'fail',
        'Folders are searched for libraries',
        entries.map(describeEntry),
      );
}
