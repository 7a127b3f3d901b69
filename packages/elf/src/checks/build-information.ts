import type { Check } from '@statix/contract';
import { hex, plural, quote } from '../describe.js';
import type { AuditableList, ElfFile, Note, Section } from '../elf-file.js';
import { newCheck } from './new-check.js';

/** NT_GNU_BUILD_ID. */
const BUILD_ID = 3;

/** Linkers write one section of a name; a file can claim thousands. */
const MOST_OF_A_NAME = 4;

/** The build ID that the linker wrote, hexadecimal; undefined where there is none or more than one. */
export function buildIdOf({ notes }: Pick<ElfFile, 'notes'>): string | undefined {
  const ids = notes.filter(isBuildId).map(({ descriptor }) => descriptor.toString('hex'));
  return new Set(ids).size === 1 ? ids[0] : undefined;
}

function isBuildId({ name, type }: Note): boolean {
  return name === 'GNU' && type === BUILD_ID;
}

/** What the file tells of itself. It asserts nothing, so it is neither passed nor failed. */
export function buildInformation({ notes, sections }: ElfFile): Check {
  const ids = notes
    .filter(isBuildId)
    .map(({ offset, descriptor }) => `${hex(offset)} build ID ${descriptor.toString('hex')}`);
  const evidence = [...(ids.length === 0 ? ['no build ID'] : ids), ...aboutSections(sections)];
  return newCheck('build-information', 'not-applicable', summarise(ids, sections), evidence);
}

function summarise(ids: readonly string[], table: ElfFile['sections']): string {
  const has = (name: string) =>
    table.state === 'read' && table.sections.some((section) => section.name === name);
  const comments = table.state === 'read' ? table.comments : [];
  const compiler = comments.map(({ text }) => /^rustc version \S+/.exec(text)?.[0]);
  return [
    `For information: ${ids.length === 0 ? 'no build ID' : 'has a build ID'}`,
    has('.debug_info') ? 'debug information' : has('.symtab') ? 'symbols' : 'stripped',
    ...(table.state === 'read' ? crateList(table.auditable) : []),
    ...compiler.filter((text) => text !== undefined).slice(0, 1),
  ].join(', ');
}

function crateList(list: AuditableList | undefined): string[] {
  if (list === undefined) return [];
  return [
    list.state === 'read'
      ? `cargo-auditable list of ${plural(list.crates, 'crate')}`
      : 'cargo-auditable list that cannot be read',
  ];
}

function aboutSections(table: ElfFile['sections']): string[] {
  if (table.state === 'absent') return ['no section headers: stripped of symbols'];
  if (table.state === 'unreadable') return [`section headers unreadable: ${table.why}`];
  const named = (name: string) =>
    table.sections.filter((section) => section.name === name).slice(0, MOST_OF_A_NAME);
  const place = (section: Section, what: string) =>
    `${hex(section.offset)} ${what}, ${section.size} bytes, by section headers`;
  const symbols = named('.symtab');
  return [
    ...(symbols.length === 0 ? ['stripped of symbols, by section headers'] : []),
    ...symbols.map((section) => place(section, 'symbols')),
    ...named('.debug_info').map((section) => place(section, 'debug information')),
    ...named('.gnu_debuglink').map((section) => place(section, 'link to debug information')),
    ...named('.dep-v0').map((section) => place(section, 'cargo-auditable dependency list')),
    ...(table.auditable?.state === 'unreadable'
      ? [`.dep-v0 cannot be read: ${table.auditable.why}`]
      : []),
    ...table.comments.map(({ offset, text }) => `${hex(offset)} .comment ${quote(text)}`),
  ];
}
