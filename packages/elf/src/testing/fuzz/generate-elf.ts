import { deflateSync } from 'node:zlib';
import type { Random } from '@statix/contract/testing/random';
import { ElfWriter, type Field } from './elf-writer.js';

/** A file that was made, and where its numbers are. */
export interface Made {
  readonly bytes: Buffer;
  readonly fields: readonly Field[];
}

/** A program header that is written once it is known what it leads to. */
interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly fileSize: number;
  readonly memorySize?: number;
  readonly alignment?: number;
}

interface Section {
  readonly name: string;
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  /** That its names are in the table of the sections' names. */
  readonly isNamed?: boolean;
}

const BASE = 0x400000n;

/** Numbers as the gABI has them, written here once more: a fuzzer that shares them shares their mistakes. */
const LOAD = 1;
const R = 4;
const RW = 6;
const RX = 5;

const MOST_SEGMENTS = 16;

const TEXTS = [
  'GLIBC_TUNABLES',
  'gconv',
  '/home/alice/src/main.rs',
  '/root/.cargo/registry/src/x.rs',
  '/Users/bob/x.rs',
  'C:\\Users\\carol\\x.rs',
  '/opt/ci/.cargo/git/checkouts/y.rs',
  '/opt/.rustup/toolchains/z',
  '/__w/repo/repo/a.rs',
  '/builds/group/project/b.rs',
  'https://ci.example/builds/group/project/c.rs',
  'an ordinary text',
];

/** What stands behind programs: other files, text, and what only begins as these. */
const OVERLAYS = [
  'PK\x03\x04 payload',
  '#!/bin/sh\nexit 0\n',
  'version https://git-lfs.github.com/spec/v1\n',
  'an ordinary text',
  '\0'.repeat(20),
  '\x1f',
];

/** One more than the reader takes. */
const TOO_MANY_LOADS = 65;

/** One in so many files is of headers alone. */
const HEADERS_ONCE_IN = 60;

/** One in so many has the size of a real program; these take long, so there are few. */
const LARGE_ONCE_IN = 60;

/** One in so many has more of something than the reader takes: relocations, texts. */
const TOO_MUCH_ONCE_IN = 3000;

/** One more than the reader keeps or takes of each. */
const MANY_NOTES = 257;
const MANY_ENTRIES = 4097;
const MANY_USERS = 33;
const MANY_TEXTS = 10_001;

/** Words of a packed table that name more relocations than the reader takes, 63 each. */
const MANY_BITMAPS = 66_600;

/** A well-formed ELF file of one of many shapes: all that linkers write and this reader reads is in some of them. */
export function generateElf(random: Random): Made {
  return random.once(HEADERS_ONCE_IN) ? generateHeaders(random) : generateProgram(random);
}

/** A file that ends with its program headers or soon after them, few or as many as no program has. */
function generateHeaders(random: Random): Made {
  const writer = new ElfWriter();
  const count = random.once(2) ? random.between(1, 4) : random.between(TOO_MANY_LOADS - 1, 80);
  writer.reserve(64 + 56 * count);
  for (let index = 0; index < count; index += 1) {
    const segment = { type: LOAD, flags: R, offset: 0, fileSize: 0, memorySize: 16 };
    writeProgramHeader(writer, 64 + 56 * index, segment, BASE + BigInt(4096 * index));
  }
  if (random.once(2)) writer.append(random.bytes(random.between(1, 70)));
  const [type, entry] = [2, BASE];
  writeHeader(writer, random, { type, entry, count, sectionTable: 0, length: 0 });
  return { bytes: writer.content(), fields: writer.fields };
}

function generateProgram(random: Random): Made {
  const writer = new ElfWriter();
  const count = random.between(3, MOST_SEGMENTS);
  writer.reserve(64 + 56 * count);
  const position = random.once(3) ? BASE : 0n;
  const isPie = position === 0n;
  const segments: Segment[] = [];
  const sections: Section[] = [];
  if (random.once(12)) writeUpxHeader(writer, random);

  const isLarge = random.once(LARGE_ONCE_IN);
  const isTooMuch = random.once(TOO_MUCH_ONCE_IN);
  const code = writer.append(
    isLarge ? largeContent(random) : random.bytes(random.between(16, 600)),
  );
  const codeEnd = writer.end;
  writer.align(8);
  if (isLarge && random.once(2)) writer.append(largeContent(random));
  if (isLarge && random.once(4))
    writer.append(manyTexts(MANY_USERS, (index) => `/home/u${index}/x`));
  if (isTooMuch) writer.append(manyTexts(MANY_TEXTS, () => '/root/x'));
  const names = ['', 'libc.so.6', 'libm.so.6', '/opt/lib', 'x'];
  const nameTable = writer.append(Buffer.from(`${names.join('\0')}\0`, 'latin1'));
  const nameSize = writer.end - nameTable;
  for (let left = random.below(4); left > 0; left -= 1)
    writer.append(Buffer.from(`${random.pick(TEXTS)}${random.once(2) ? '\0' : ' '}`, 'latin1'));

  const address = (offset: number) => position + BigInt(offset);
  const bitmaps = isTooMuch ? writer.append(Buffer.alloc(MANY_BITMAPS * 8, 0xff)) : undefined;
  const tables: [number, bigint][] =
    bitmaps === undefined
      ? writeRelocations(writer, random, address)
      : [
          [36, address(bitmaps)],
          [35, BigInt(MANY_BITMAPS * 8)],
        ];
  const dynamic = isPie || random.once(3);
  if (dynamic) {
    const offset = writer.align(8);
    const nameAt = (name: string) => names.slice(0, names.indexOf(name)).join('\0').length + 1;
    const entries: [number, bigint][] = [
      ...(random.once(4) ? [[1, BigInt(nameAt('libc.so.6'))] as [number, bigint]] : []),
      ...(random.once(12) ? [[29, BigInt(nameAt('/opt/lib'))] as [number, bigint]] : []),
      ...(random.once(12) ? [[0x6ffffefc, BigInt(nameAt('x'))] as [number, bigint]] : []),
      ...(random.once(8) ? [[22, 0n] as [number, bigint]] : []),
      ...(random.once(6) ? [[14, BigInt(nameAt('libm.so.6'))] as [number, bigint]] : []),
      [5, address(nameTable)],
      [10, BigInt(nameSize)],
      ...tables,
      ...(isLarge && random.once(4) ? Array<[number, bigint]>(MANY_ENTRIES).fill([21, 0n]) : []),
      [30, random.pick([0n, 4n, 8n])],
      [0x6ffffffb, random.pick([0n, 1n, 0x08000001n, 0x08000000n])],
      [3, address(code)],
      [0, 0n],
    ];
    writer.reserve(entries.length * 16);
    entries.forEach(([tag, value], index) => {
      writer.number(offset + index * 16, 8, tag);
      writer.number(offset + index * 16 + 8, 8, value);
    });
    segments.push({ type: 2, flags: RW, offset, fileSize: entries.length * 16, alignment: 8 });
  }
  if (random.once(4)) {
    const path = random.pick([
      '/lib64/ld-linux-x86-64.so.2',
      '/lib/ld-musl-x86_64.so.1',
      '/nowhere',
      // Longer than any path that Linux takes (PATH_MAX).
      `/${'x'.repeat(random.between(4090, 4200))}`,
    ]);
    const offset = writer.append(Buffer.from(`${path}\0`, 'latin1'));
    segments.push({ type: 3, flags: R, offset, fileSize: path.length + 1, alignment: 1 });
  }
  for (let left = random.below(3); left > 0; left -= 1) segments.push(writeNotes(writer, random));
  if (random.once(3)) {
    const offset = writer.align(8);
    writer.append(random.bytes(16));
    const memorySize = 16 + random.below(64);
    segments.push({ type: 7, flags: R, offset, fileSize: 16, memorySize, alignment: 8 });
  }
  if (!random.once(8)) {
    const memorySize = random.pick([0, 0, 0x200000, 4096]);
    const flags = random.once(6) ? 7 : RW;
    segments.push({ type: 0x6474e551, flags, offset: 0, fileSize: 0, memorySize, alignment: 16 });
  }
  const dataEnd = writer.end;
  if (random.once(2)) {
    segments.push({ type: 0x6474e552, flags: R, offset: codeEnd, fileSize: dataEnd - codeEnd });
  }

  if (!random.once(4)) writeSections(writer, random, sections, { code, address });
  // A list of crates that reaches over all of the bitmaps, which is more than the reader unpacks.
  if (bitmaps !== undefined && random.once(2))
    sections.push({ name: '.dep-v0', type: 1, offset: bitmaps, size: MANY_BITMAPS * 8 });
  if (random.once(6)) writer.append(Buffer.from(random.pick(OVERLAYS), 'latin1'));
  if (random.once(24)) writer.append(random.bytes(40));
  if (random.once(24)) writer.append(Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e0123', 'latin1'));

  const loads: Segment[] = random.once(4)
    ? [{ type: LOAD, flags: random.pick([RX, 7]), offset: 0, fileSize: dataEnd }]
    : [
        { type: LOAD, flags: random.pick([RX, RX, RX, 7]), offset: 0, fileSize: codeEnd },
        {
          type: LOAD,
          flags: random.pick([RW, RW, RW, R]),
          offset: codeEnd,
          fileSize: dataEnd - codeEnd,
          memorySize: dataEnd - codeEnd + random.below(256),
        },
      ];
  const all = [...loads, ...segments].slice(0, count);
  const rest = Array.from({ length: count - all.length }, () => ({
    ...{ type: random.pick([0, 0x6474e550, 0x60000000]), flags: R, offset: 0, fileSize: 0 },
  }));
  [...all, ...rest].forEach((segment, index) => {
    writeProgramHeader(writer, 64 + 56 * index, segment, address(segment.offset));
  });
  const type = isPie ? 3 : random.pick([2, 2, 2, 3, 1]);
  const entry = address(code) + BigInt(random.below(codeEnd - code));
  const sectionTable = sections.length === 0 ? 0 : writeSectionTable(writer, sections);
  const { length } = sections;
  writeHeader(writer, random, { type, entry, count, sectionTable, length });
  return { bytes: writer.content(), fields: writer.fields };
}

/** Some blocks of 4 KiB: as good as random, of one byte alone, or of few different ones. */
function largeContent(random: Random): Buffer {
  const kinds = random.pick([
    ['dense'],
    ['dense'],
    ['blank'],
    ['dense', 'blank'],
    ['dense', 'plain'],
  ]);
  const blocks = Array.from({ length: random.pick([3, 5, 20, 40]) }, () => {
    const kind = random.pick(kinds);
    if (kind === 'dense') return random.bytes(4096);
    return Buffer.alloc(4096, kind === 'blank' ? 0 : 'code of few different bytes');
  });
  return Buffer.concat(blocks);
}

function manyTexts(count: number, textOf: (index: number) => string): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, index) => `${textOf(index)}\0`).join(''));
}

function writeHeader(
  writer: ElfWriter,
  random: Random,
  file: {
    readonly type: number;
    readonly entry: bigint;
    readonly count: number;
    readonly sectionTable: number;
    readonly length: number;
  },
): void {
  const { type, entry, count, sectionTable, length } = file;
  [0x7f, 0x45, 0x4c, 0x46].forEach((byte, at) => {
    writer.number(at, 1, byte);
  });
  // The magic number is no place for a mutation: what is no ELF file is refused at once.
  writer.fields.splice(-4);
  writer.number(4, 1, random.once(40) ? 1 : 2);
  writer.number(5, 1, random.once(40) ? 2 : 1);
  writer.number(6, 1, 1);
  writer.number(7, 1, random.once(6) ? 3 : 0);
  if (random.once(40)) writer.number(8, 4, 0x024941);
  writer.number(16, 2, type);
  writer.number(18, 2, random.once(12) ? random.pick([183, 3, 243]) : 62);
  writer.number(20, 4, 1);
  writer.number(24, 8, entry);
  writer.number(32, 8, 64);
  writer.number(40, 8, sectionTable);
  writer.number(52, 2, 64);
  writer.number(54, 2, 56);
  writer.number(56, 2, count);
  writer.number(58, 2, 64);
  writer.number(60, 2, length);
  writer.number(62, 2, length === 0 ? 0 : length - 1);
}

function writeProgramHeader(
  writer: ElfWriter,
  at: number,
  { type, flags, offset, fileSize, memorySize = fileSize, alignment = 4096 }: Segment,
  address: bigint,
): void {
  writer.number(at, 4, type);
  writer.number(at + 4, 4, flags);
  writer.number(at + 8, 8, offset);
  writer.number(at + 16, 8, address);
  writer.number(at + 24, 8, address);
  writer.number(at + 32, 8, fileSize);
  writer.number(at + 40, 8, memorySize);
  writer.number(at + 48, 8, alignment);
}

/** Tables of all four forms, and the dynamic entries that lead to them. */
function writeRelocations(
  writer: ElfWriter,
  random: Random,
  address: (offset: number) => bigint,
): [number, bigint][] {
  const entries: [number, bigint][] = [];
  const target = () => address(random.below(writer.end + 64));
  const table = (tags: readonly [number, number], size: number, write: (at: number) => void) => {
    const count = random.between(1, 12);
    const offset = writer.align(8);
    writer.reserve(count * size);
    for (let index = 0; index < count; index += 1) write(offset + index * size);
    entries.push([tags[0], address(offset)], [tags[1], BigInt(count * size)]);
  };
  const type = () => BigInt(random.pick([8, 8, 8, 6, 37, 1027, 1032]));
  const rela = (at: number) => {
    writer.number(at, 8, target());
    writer.number(at + 8, 8, type());
    writer.number(at + 16, 8, target());
  };
  const rel = (at: number) => {
    writer.number(at, 8, target());
    writer.number(at + 8, 8, type());
  };
  if (random.once(2)) table([7, 8], 24, rela);
  if (random.once(8)) table([17, 18], 16, rel);
  if (random.once(4)) {
    const isRel = random.once(3);
    table([23, 2], isRel ? 16 : 24, isRel ? rel : rela);
    entries.push([20, isRel ? 17n : 7n]);
  }
  if (random.once(3)) {
    table([36, 35], 8, (at) => {
      const bitmap = BigInt(random.word()) | (BigInt(random.word()) << 32n) | 1n;
      writer.number(at, 8, random.once(2) ? target() & ~1n : bitmap);
    });
  }
  return entries;
}

function writeNotes(writer: ElfWriter, random: Random): Segment {
  const alignment = random.pick([4, 4, 8]);
  const offset = writer.align(alignment);
  const count = random.once(400) ? MANY_NOTES : random.between(1, 3);
  for (let left = count; left > 0; left -= 1) {
    const name = random.pick(['GNU\0', 'GNU\0', 'stapsdt\0', 'x\0']);
    const size = random.pick([0, 4, 16, 20, 100]);
    const header = writer.reserve(12);
    writer.number(header, 4, name.length);
    writer.number(header + 4, 4, size);
    writer.number(header + 8, 4, random.pick([1, 3, 5, 7]));
    const padded = Math.ceil((12 + name.length) / alignment) * alignment - 12;
    writer.append(Buffer.from(name.padEnd(padded, '\0'), 'latin1'));
    const descriptor = writer.append(random.bytes(Math.ceil(size / alignment) * alignment));
    if (size >= 4) writer.number(descriptor, 4, random.below(4));
  }
  return { type: 4, flags: R, offset, fileSize: writer.end - offset, alignment };
}

function writeSections(
  writer: ElfWriter,
  random: Random,
  sections: Section[],
  { code, address }: { readonly code: number; readonly address: (offset: number) => bigint },
): void {
  const add = (name: string, type: number, bytes: Buffer) => {
    sections.push({ name, type, offset: writer.append(bytes), size: bytes.length });
  };
  sections.push({ name: '', type: 0, offset: 0, size: 0 });
  sections.push({ name: '.text', type: 1, offset: code, size: 16 });
  if (random.once(2)) add('.comment', 1, Buffer.from('GCC: (Debian)\0rustc version 1.95.0\0\0'));
  if (random.once(4)) {
    const list = { packages: [{ name: 'a', version: '1.0.0' }] };
    const text = random.pick([JSON.stringify(list), '{}', 'no JSON', '[]']);
    const bytes = random.once(4) ? Buffer.from(text) : deflateSync(Buffer.from(text));
    add('.dep-v0', 1, bytes);
  }
  if (random.once(4)) sections.push({ name: '.bss', type: 8, offset: writer.end, size: 1 << 20 });
  if (random.once(3)) {
    const relocation = Buffer.alloc(48);
    relocation.writeUInt32LE(random.pick([37, 8]), 8);
    relocation.writeUInt32LE(37, 32);
    add('.rela.plt', 4, relocation);
  }
  if (random.once(4)) {
    const count = random.between(1, 4);
    const offset = writer.reserve(count * 24);
    for (let at = offset; at < offset + count * 24; at += 24) {
      writer.number(at, 4, random.below(20));
      writer.number(at + 8, 8, address(code) - BigInt(random.below(4)));
      writer.number(at + 16, 8, random.below(700));
    }
    sections.push({ name: '.symtab', type: 2, offset, size: count * 24, isNamed: true });
  }
  if (random.once(8)) add('.debug_info', 1, random.bytes(32));
  if (random.once(24)) add('.staticx.archive', 1, random.bytes(32));
}

/** The names of sections, and their headers. @returns where the headers are */
function writeSectionTable(writer: ElfWriter, sections: Section[]): number {
  const all = [...sections.map(({ name }) => name), '.shstrtab'];
  const text = Buffer.from(`${all.join('\0')}\0`, 'latin1');
  const offset = writer.append(text);
  sections.push({ name: '.shstrtab', type: 3, offset, size: text.length });
  const table = writer.align(8);
  writer.reserve(sections.length * 64);
  let nameAt = 0;
  sections.forEach(({ name, type, offset: place, size, isNamed }, index) => {
    const at = table + index * 64;
    writer.number(at, 4, nameAt);
    writer.number(at + 4, 4, type);
    writer.number(at + 24, 8, place);
    writer.number(at + 32, 8, size);
    if (isNamed === true) writer.number(at + 40, 4, sections.length - 1);
    nameAt += name.length + 1;
  });
  return table;
}

/** UPX's l_info, p_info and first block, with or without its mark. */
function writeUpxHeader(writer: ElfWriter, random: Random): void {
  const at = writer.reserve(24 + 12);
  if (random.once(2)) writer.number(at + 4, 4, 0x21585055);
  writer.number(at + 24, 4, 64 + 56 * random.between(1, 9));
  writer.number(at + 28, 4, random.between(1, 64));
  writer.number(at + 32, 1, random.pick([2, 14]));
}
