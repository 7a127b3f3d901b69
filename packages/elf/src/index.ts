export { openElf, type OpenedElf } from './open-elf.js';
export type {
  DynamicEntry,
  DynamicTable,
  ElfFile,
  ElfHeader,
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
export { classifyLinkage } from './classify-linkage.js';
export { staticChecks, type StaticCheckOptions } from './checks/static-checks.js';
export type { StaticLinkage } from './checks/linkage.js';
export { RUN_CHECK_IDS, STATIC_CHECK_IDS } from './check-ids.js';
export { verdictOf } from './checks/verdict-of.js';
export {
  runChecks,
  runChecksNotApplicable,
  type ProgramRun,
  type RunExpectation,
} from './run-checks.js';
export { renderReport, renderVerdict, type RenderOptions } from './render-report.js';
