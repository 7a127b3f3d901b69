import type { Check, Linkage } from '@statix/contract';
import type { ElfFile } from '../elf-file.js';
import type { Machine } from '../machines.js';
import { isElf64LittleEndian } from '../read/elf-header.js';
import { buildInformation } from './build-information.js';
import { elfClass } from './elf-class.js';
import { entryPoint } from './entry-point.js';
import { linkage, type StaticLinkage } from './linkage.js';
import { machine } from './machine.js';
import { newCheck } from './new-check.js';
import { noGlibc } from './no-glibc.js';
import { noInterpreter } from './no-interpreter.js';
import { noLibrarySearchPath } from './no-library-search-path.js';
import { noNeededLibraries } from './no-needed-libraries.js';
import { noRwxSegment } from './no-rwx-segment.js';
import { noTextRelocations } from './no-text-relocations.js';
import { nonExecutableStack } from './non-executable-stack.js';
import { notProvable } from './not-provable.js';
import { overlay } from './overlay.js';
import { pathLeaks } from './path-leaks.js';
import { positionIndependent } from './position-independent.js';
import { relro } from './relro.js';
import { segmentLayout } from './segment-layout.js';
import { threadMemory } from './thread-memory.js';

export interface StaticCheckOptions {
  /** Undefined accepts both kinds. */
  readonly expectedLinkage?: StaticLinkage | undefined;
  /** For a packed file that is proven to unpack to the same bytes: how those are linked. */
  readonly unpackedLinkage?: Linkage | undefined;
  /** x86-64 when undefined. */
  readonly machine?: Machine | undefined;
}

/** Checks whose answer is in the file header. */
const HEADER_CHECKS: readonly string[] = ['elf-class', 'machine'];

/**
 * Everything that can be said of a program without running it. Verdicts rest on what Linux reads,
 * file header and program headers, and on the bytes that these lead to; never on sections.
 */
export function staticChecks(elf: ElfFile, options: StaticCheckOptions = {}): Check[] {
  const checks = [
    elfClass(elf),
    machine(elf, options.machine),
    segmentLayout(elf),
    entryPoint(elf),
    noInterpreter(elf),
    noNeededLibraries(elf),
    noLibrarySearchPath(elf),
    linkage(elf, options.expectedLinkage, options.unpackedLinkage),
    positionIndependent(elf, options.unpackedLinkage),
    noRwxSegment(elf),
    nonExecutableStack(elf),
    noTextRelocations(elf),
    relro(elf),
    noGlibc(elf),
    pathLeaks(elf),
    overlay(elf),
    buildInformation(elf),
    threadMemory(elf),
    ...notProvable(),
  ];
  if (!isElf64LittleEndian(elf.header)) return checks.map(ofForeignFile);
  return elf.packer === undefined
    ? checks
    : checks.map((check) => ofPackedFile(check, options.unpackedLinkage !== undefined));
}

function ofForeignFile(check: Check): Check {
  return HEADER_CHECKS.includes(check.id)
    ? check
    : newCheck(check.id, 'not-applicable', 'Not looked at: the file is not 64-bit little-endian');
}

/**
 * Checks that look at the program's own headers and bytes. In a packed file these are compressed:
 * a packed dynamic program has no PT_INTERP and no DT_NEEDED, because its stub loads the loader.
 */
const NOT_OF_A_STUB: readonly string[] = [
  'no-interpreter',
  'no-needed-libraries',
  'no-library-search-path',
  'no-text-relocations',
  'relro',
  'no-glibc',
  'path-leaks',
  'overlay',
  'build-information',
  'thread-memory',
];

function ofPackedFile(check: Check, isUnpackedProven: boolean): Check {
  if (!NOT_OF_A_STUB.includes(check.id) || check.status === 'fail') return check;
  return isUnpackedProven
    ? newCheck(check.id, 'not-applicable', 'Looked at in the file that this one unpacks to')
    : newCheck(check.id, 'not-provable', 'The program is packed; only its stub can be seen');
}
