/**
 * How a file is linked, by what readelf prints of it. readelf itself decides what is a position-independent
 * executable (binutils/readelf.c, is_pie).
 *
 * @param {import('./read-readelf.mjs').ReadelfFacts} theirs
 */
export function kindOf({ header, segments, dynamic, sections }) {
  const type = header.get('Type') ?? '';
  if (header.get('Class') !== 'ELF64' || !/little endian$/.test(header.get('Data') ?? ''))
    return 'not 64-bit little-endian';
  if (isDebugAlone({ sections })) return 'debug information alone';
  if (segments.some((segment) => segment.type === 3)) return 'dynamic';
  const isProgram =
    type.startsWith('EXEC') || type === 'DYN (Position-Independent Executable file)';
  const needs = dynamic.some((entry) => entry.type === 'NEEDED');
  if (isProgram && needs) return 'dynamic, without an interpreter';
  if (type.startsWith('EXEC')) return 'static';
  if (isProgram) return 'static-pie';
  if (type.startsWith('DYN')) return 'shared library';
  return type.startsWith('REL') ? 'object file' : 'another type';
}

/** What `objcopy --only-keep-debug` leaves: section and program headers of a program that is not there. */
export function isDebugAlone({ sections }) {
  return sections.some(
    (section) =>
      /^\.(text|dynamic|init|interp|rodata)$/.test(section?.name ?? '') &&
      section.type === 'NOBITS',
  );
}

/**
 * What our checks have to say of a 64-bit little-endian file, by readelf's words alone.
 *
 * @returns {Record<string, readonly string[]>} allowed statuses by check
 */
export function expectedVerdicts(theirs) {
  const { header, segments, dynamic, relocations } = theirs;
  const kind = kindOf(theirs);
  const loads = segments.filter(({ type }) => type === 1);
  const has = (...types) => dynamic.some((entry) => types.includes(entry.type));
  const flag = (name) =>
    dynamic.some(({ type, said }) => /^FLAGS/.test(type) && said.split(' ').includes(name));
  const ifSo = (isSo) => [isSo ? 'pass' : 'fail'];
  const entry = BigInt(header.get('Entry point address'));
  const start = loads.find(
    ({ flags, address, fileSize }) =>
      (flags & 1) !== 0 && entry >= address && entry < address + fileSize,
  );
  const stacks = segments.filter(({ type }) => type === 0x6474e551);
  const relro = segments.some(({ type }) => type === 0x6474e552);
  const now = has('BIND_NOW') || flag('BIND_NOW') || flag('NOW');
  return {
    'elf-class': ['pass'],
    machine: ifSo(header.get('Machine') === 'Advanced Micro Devices X86-64'),
    // What a linker has written is consistent; an object file has nothing to map.
    'segment-layout': ifSo(loads.length > 0),
    'entry-point': ifSo(start !== undefined && (start.flags & 2) === 0),
    'no-interpreter': ifSo(!segments.some(({ type }) => type === 3)),
    'no-needed-libraries': ifSo(
      !has('NEEDED', 'AUDIT', 'DEPAUDIT', 'FILTER', 'AUXILIARY', 'CONFIG'),
    ),
    'no-library-search-path': ifSo(!has('RPATH', 'RUNPATH')),
    linkage: ifSo(kind === 'static' || kind === 'static-pie'),
    'position-independent': [
      { static: 'warn', 'static-pie': 'pass', dynamic: 'not-applicable' }[kind],
      ...(['shared library', 'dynamic, without an interpreter'].includes(kind)
        ? ['not-applicable']
        : []),
      ...(['object file', 'another type'].includes(kind) ? ['not-provable'] : []),
    ],
    'no-rwx-segment': ifSo(!loads.some(({ flags }) => (flags & 3) === 3)),
    'non-executable-stack': ifSo(
      stacks.length > 0 && stacks.every(({ flags }) => (flags & 1) === 0),
    ),
    'no-text-relocations': ifSo(
      !has('TEXTREL') && !flag('TEXTREL') && relocations.inReadOnlyMemory === 0,
    ),
    // Full or partial, where the GOT is besides, readelf does not say.
    relro: relro && (now || dynamic.length === 0) ? ['warn', 'not-provable'] : ['warn'],
  };
}
