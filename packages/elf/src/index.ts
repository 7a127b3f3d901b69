export { hashElf, openElf, readElfStructure, type OpenedElf } from './open-elf.js';
export {
  findReserved,
  type Reservation,
  type ReservedPlace,
  type ReservedPlaces,
} from './reserved/find-reserved.js';
export { compareElf, type Differing, type ElfDifference } from './compare/compare-elf.js';
export type { Match } from './compare/matches.js';
export type {
  AuditableList,
  DynamicEntry,
  DynamicTable,
  ElfFile,
  ElfHeader,
  ElfStructure,
  Note,
  Overlay,
  Packer,
  ProgramHeader,
  RelocationFacts,
  RelocationHits,
  Section,
  SectionTable,
  TextAt,
  TextFinding,
} from './elf-file.js';
export { buildIdOf } from './checks/build-information.js';
export { classifyLinkage } from './classify-linkage.js';
export { staticChecks, type StaticCheckOptions } from './checks/static-checks.js';
export { AARCH64, X86_64, type Machine } from './machines.js';
export type { StaticLinkage } from './checks/linkage.js';
export { STATIC_CHECK_IDS, type StaticCheckId } from './check-ids.js';
export { newCheck } from './checks/new-check.js';
export { verdictOf } from './checks/verdict-of.js';
export { hex, quote } from './describe.js';
