import type { Section, SectionTable } from '../elf-file.js';
import { SHT } from '../elf-names.js';
import { LIMITS } from '../limits.js';
import { withElf } from '../open-elf.js';
import type { ByteSource } from '../read/byte-source.js';
import { symbolAt } from '../read/symbols.js';
import { TextScanner } from '../scan/text-scanner.js';
import { firstDifference, type Range } from './first-difference.js';
import { matchesIn, type Match } from './matches.js';

/** How two files differ that should be the same. */
export interface ElfDifference {
  /** Sections, or parts of the file, whose contents differ, in the order of the first file. */
  readonly differing: readonly Differing[];
  /** True when there are more than are listed. */
  readonly more: boolean;
  /** Those of the sought texts that only the second file has, with the place of each there. */
  readonly onlyInSecond: readonly Match[];
}

/** A part of two files that differs. */
export interface Differing {
  /** Undefined where section headers cannot be read, and for bytes that no section claims. */
  readonly section: string | undefined;
  /** Bytes in each file. */
  readonly sizes: readonly [number, number];
  /** Offset of the first byte that differs, in each file. */
  readonly offsets: readonly [number, number];
  /** Bytes around it in each file, and where in them the difference begins. */
  readonly around: readonly [Buffer, Buffer];
  readonly at: number;
  /** Function or datum of the first file, mangled. */
  readonly symbol: string | undefined;
  /** Each value of a byte is there as often as in the other file. */
  readonly sameBytes: boolean;
  /**
   * For each pattern, what it matches in the one file's part and not in the other's. A linker puts strings in
   * the order of their hashes, so that the first byte that differs is seldom of the text that does.
   */
  readonly onlyIn: readonly (readonly [readonly Match[], readonly Match[]])[];
  /** That it differs follows from other sections: tables of places and hashes. */
  readonly derived: boolean;
}

/** Tables of where things are, and hashes of the rest. */
const DERIVED =
  /^\.(?:note\.gnu\.build-id|rela\b.*|relr\b.*|dynamic|dynsym|dynstr|hash|gnu\.hash|eh_frame|eh_frame_hdr|gcc_except_table|symtab|strtab|shstrtab|got\b.*|plt\b.*|init_array|fini_array)$/;

/**
 * Compares two ELF files section by section, by name: where one is longer than in the other, what follows it
 * lies elsewhere, and a comparison by offset would call everything different.
 *
 * @param sought texts that are looked for in both
 * @param patterns see {@link Differing.onlyIn}
 * @returns undefined when all their bytes are equal
 * @throws StatixError those of `openElf`
 */
export async function compareElf(
  first: string,
  second: string,
  { sought = [], patterns = [] }: Sought = {},
): Promise<ElfDifference | undefined> {
  return withElf(first, (left) =>
    withElf(second, async (right) => {
      if (left.sha256 === right.sha256) return undefined;
      const sides = [sideOf(left), sideOf(right)] as const;
      const pairs = pairsOf(...sides);
      const differing: Differing[] = [];
      let more = false;
      for (const pair of pairs) {
        if (differing.length >= LIMITS.differences) {
          more = true;
          break;
        }
        const found = await differenceOf(pair, sides, patterns);
        if (found !== undefined) differing.push(found);
      }
      // What no section claims: headers, padding, an overlay.
      if (differing.length === 0) {
        const found = await differenceOf(wholeFiles(...sides), sides, patterns);
        if (found !== undefined) differing.push(found);
      }
      return { differing, more, onlyInSecond: await onlyInSecond(sides, sought) };
    }),
  );
}

export interface Sought {
  readonly sought?: readonly string[];
  readonly patterns?: readonly RegExp[];
}

interface Side {
  readonly source: ByteSource;
  readonly table: SectionTable;
}

interface Pair {
  readonly section: string | undefined;
  readonly ranges: readonly [Range, Range];
  /** Of the first file's range in memory. */
  readonly address: bigint | undefined;
}

function sideOf({
  source,
  elf,
}: {
  readonly source: ByteSource;
  readonly elf: { readonly sections: SectionTable };
}): Side {
  return { source, table: elf.sections };
}

/** Sections of the same name, the first with the first, the second with the second. */
function pairsOf(left: Side, right: Side): Pair[] {
  const others = new Map<string, Range[]>();
  for (const section of contentsOf(right)) {
    const named = others.get(section.name) ?? [];
    named.push(rangeOf(section));
    others.set(section.name, named);
  }
  const pairs: Pair[] = contentsOf(left).map((section) => {
    const range = rangeOf(section);
    const other = others.get(section.name)?.shift() ?? { offset: 0, size: 0 };
    const { address } = section;
    return {
      section: section.name,
      ranges: [range, other],
      address: address === 0n ? undefined : address,
    };
  });
  for (const [section, ranges] of others)
    for (const range of ranges)
      pairs.push({ section, ranges: [{ offset: 0, size: 0 }, range], address: undefined });
  return pairs;
}

function wholeFiles(left: Side, right: Side): Pair {
  const range = ({ source }: Side): Range => ({ offset: 0, size: source.size });
  return { section: undefined, ranges: [range(left), range(right)], address: undefined };
}

/** Sections that have bytes in the file, in the order of their places. */
function contentsOf({ source, table }: Side): Section[] {
  if (table.state !== 'read') return [];
  return table.sections
    .filter(
      ({ type, size, offset }) =>
        type !== 0 && type !== SHT.NOBITS && size > 0n && offset + size <= BigInt(source.size),
    )
    .sort((one, other) => (one.offset < other.offset ? -1 : 1));
}

function rangeOf({ offset, size }: Section): Range {
  return { offset: Number(offset), size: Number(size) };
}

async function differenceOf(
  { section, ranges, address }: Pair,
  [left, right]: readonly [Side, Side],
  patterns: readonly RegExp[],
): Promise<Differing | undefined> {
  const [one, other] = ranges;
  const found = await firstDifference([left.source, one], [right.source, other]);
  if (found === undefined) return undefined;
  const context = LIMITS.differenceContextBytes;
  const before = Math.min(found.at, context);
  const around = (source: ByteSource, { offset, size }: Range): Promise<Buffer> => {
    const length = Math.min(before + context, size - (found.at - before));
    return length <= 0
      ? Promise.resolve(Buffer.alloc(0))
      : source.read(offset + found.at - before, length);
  };
  const symbol =
    address === undefined
      ? undefined
      : await symbolAt(left.source, left.table, address + BigInt(found.at));
  const derived = section !== undefined && DERIVED.test(section);
  const onlyIn: Differing['onlyIn'][number][] = [];
  for (const pattern of derived ? [] : patterns) {
    const here = await matchesIn(left.source, one, pattern);
    const there = await matchesIn(right.source, other, pattern);
    onlyIn.push([without(here, there), without(there, here)]);
  }
  return {
    section,
    sizes: [one.size, other.size],
    offsets: [one.offset + found.at, other.offset + found.at],
    around: [await around(left.source, one), await around(right.source, other)],
    at: before,
    symbol,
    sameBytes: found.sameBytes,
    onlyIn,
    derived,
  };
}

function without(
  matches: ReadonlyMap<string, Match>,
  others: ReadonlyMap<string, Match>,
): readonly Match[] {
  return [...matches].flatMap(([text, match]) => (others.has(text) ? [] : [match]));
}

async function onlyInSecond(
  [left, right]: readonly [Side, Side],
  sought: readonly string[],
): Promise<ElfDifference['onlyInSecond']> {
  if (sought.length === 0) return [];
  const [there, found] = [await scan(left, sought), await scan(right, sought)];
  return sought.flatMap((text) => {
    const [sample] = found.get(text)?.samples ?? [];
    const inFirst = (there.get(text)?.count ?? 0) > 0;
    return sample === undefined || inFirst ? [] : [{ text, offset: sample.offset }];
  });
}

async function scan({ source }: Side, sought: readonly string[]) {
  const scanner = new TextScanner(sought.map((text) => ({ name: text, needle: text })));
  for (let offset = 0; offset < source.size; offset += LIMITS.chunkBytes)
    scanner.push(await source.read(offset, Math.min(LIMITS.chunkBytes, source.size - offset)));
  return scanner.finish();
}
