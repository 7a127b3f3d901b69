import { readelfNames } from './readelf-names.mjs';

/** Of a note's descriptor the reader keeps so much (packages/elf/src/limits.ts). */
const DESCRIPTOR_BYTES = 64;

/**
 * Compares what both readers know of a file.
 *
 * @param {object} elf an ElfFile of @statix/elf
 * @param {import('./read-readelf.mjs').ReadelfFacts} theirs
 * @returns {{ compared: Map<string, number>, differences: { field: string, ours: string, theirs: string }[] }}
 */
export function compareFacts(elf, theirs) {
  const compared = new Map();
  const differences = [];
  const same = (field, ours, said) => {
    compared.set(field, (compared.get(field) ?? 0) + 1);
    const [mine, other] = [ours, said].map(textOf);
    if (mine !== other) differences.push({ field, ours: mine, theirs: other });
  };
  compareHeader(elf.header, theirs.header, same);
  // Of other files the reader knows no more.
  if (elf.header.bits !== 64 || elf.header.byteOrder !== 'little') return { compared, differences };
  compareList('program header', elf.programHeaders, theirs.segments, same, segmentOf, (one) => one);
  same(
    'interpreter',
    elf.interpreters.map(({ text }) => text),
    theirs.interpreters,
  );
  compareDynamic(elf.dynamic, theirs, same);
  compareNotes(elf, theirs, same);
  const { count, indirect, inReadOnlyMemory } = elf.relocations;
  same('relocations', count, theirs.relocations.count);
  same('relocations of indirect functions', indirect.count, theirs.relocations.indirect);
  same(
    'relocations of read-only memory',
    inReadOnlyMemory.count,
    theirs.relocations.inReadOnlyMemory,
  );
  compareSections(elf.sections, theirs, same);
  return { compared, differences };
}

function compareHeader(header, said, same) {
  const { bits, byteOrder, osAbi, type, machine } = header;
  same('class', `ELF${bits}`, said.get('Class'));
  same('byte order', byteOrder, /(little|big) endian$/.exec(said.get('Data') ?? '')?.[1]);
  same('OS/ABI', readelfNames.osAbi(osAbi), said.get('OS/ABI'));
  same('type', readelfNames.type(type), said.get('Type')?.replace(/(?<=^[A-Z]+) .*/, ''));
  same('machine', readelfNames.machine(machine), said.get('Machine'));
  if (bits !== 64 || byteOrder !== 'little') return;
  const number = (name) => Number(/^\d+/.exec(said.get(name) ?? '')?.[0]);
  same('entry', `0x${header.entry.toString(16)}`, said.get('Entry point address'));
  same(
    'place of program headers',
    Number(header.programHeaderOffset),
    number('Start of program headers'),
  );
  same('size of a program header', header.programHeaderSize, number('Size of program headers'));
  same('number of program headers', header.programHeaderCount, number('Number of program headers'));
  same(
    'place of section headers',
    Number(header.sectionHeaderOffset),
    number('Start of section headers'),
  );
  same('size of a section header', header.sectionHeaderSize, number('Size of section headers'));
  same('number of section headers', header.sectionHeaderCount, number('Number of section headers'));
  same('section of names', header.sectionNameIndex, number('Section header string table index'));
}

function segmentOf({ type, flags, offset, address, fileSize, memorySize, alignment }) {
  // readelf shows the three flags that Linux knows.
  return { type, flags: flags & 7, offset, address, fileSize, memorySize, alignment };
}

function compareList(field, ours, theirs, same, view, viewOfTheirs) {
  same(`number of ${field}s read`, ours.length, theirs.length);
  if (ours.length !== theirs.length) return;
  ours.forEach((one, index) => {
    same(field, view(one), viewOfTheirs(theirs[index]));
  });
}

function compareDynamic(dynamic, theirs, same) {
  same('dynamic table', dynamic !== undefined, theirs.hasDynamic);
  const ours = dynamic?.entries ?? [];
  const tags = (entries) => entries.map(({ tag }) => tag);
  same('dynamic tags', tags(ours), tags(theirs.dynamic));
  if (textOf(tags(ours)) !== textOf(tags(theirs.dynamic))) return;
  ours.forEach((entry, index) => {
    const said = readelfNames.dynamicValue(theirs.dynamic[index]);
    if (said === undefined) return;
    const name = ['NEEDED', 'SONAME', 'RPATH', 'RUNPATH'].find(
      (one) => one === theirs.dynamic[index].type,
    );
    if (typeof said === 'string') same(`dynamic name (${name ?? 'other'})`, entry.text, said);
    else same('dynamic value', entry.value, said);
  });
}

/** Notes that a PT_NOTE holds: readelf shows those of sections where there are any. */
function compareNotes(elf, theirs, same) {
  const segments = theirs.segments.filter(({ type, fileSize }) => type === 4 && fileSize > 0n);
  const isHeld = (offset, size) =>
    segments.some((one) => offset >= one.offset && offset + size <= one.offset + one.fileSize);
  const held = new Set(
    theirs.sections
      .filter((section) => section !== undefined && section.type !== 'NOBITS')
      .filter(({ offset, size }) => isHeld(offset, size))
      .map(({ name }) => name),
  );
  const said = theirs.notes
    .filter(({ from }) => typeof from === 'bigint' || held.has(from))
    .map(({ owner, size, type, buildId }) => ({
      owner,
      type,
      size: Math.min(size, DESCRIPTOR_BYTES),
      buildId,
    }));
  const ours = elf.notes.map(({ name, type, descriptor }) => ({
    owner: name,
    type: readelfNames.note(name, type),
    size: descriptor.length,
    buildId: name === 'GNU' && type === 3 ? descriptor.toString('hex') : undefined,
  }));
  const ordered = (notes) => notes.map(textOf).sort();
  same('notes', ordered(ours), ordered(said));
}

function compareSections(table, theirs, same) {
  const ours = table.state === 'read' ? table.sections : [];
  const view = ({ name, address, offset, size }) => ({ name, address, offset, size });
  compareList('section', ours, theirs.sections, same, view, view);
  if (table.state !== 'read') return;
  same(
    'comments',
    table.comments.map(({ text }) => text),
    theirs.comments,
  );
}

function textOf(value) {
  return JSON.stringify(value ?? null, (_key, member) =>
    typeof member === 'bigint' ? `0x${member.toString(16)}` : member,
  );
}
