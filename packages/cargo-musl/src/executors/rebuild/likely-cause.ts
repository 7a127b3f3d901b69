import type { Differing, ElfDifference, Match } from '@statix/elf';
import type { RebuildCircumstances } from './circumstances.js';

/** Why two builds of the same sources differ, as far as what differs tells. */
export interface LikelyCause {
  readonly kind: 'path' | 'host-name' | 'time' | 'order' | 'unknown';
  /** The part that shows it; undefined for a text that was found by itself. */
  readonly shownBy?: Differing;
  /** A text that only the rebuilt program has. */
  readonly text?: Match;
  /** What only the build has in its place. */
  readonly before?: Match;
}

/** 2020-09-13 to 2100: what a build of today embeds, in seconds or the beginning of smaller units. */
const NUMBER = /(?<!\d)(?:1[6-9]|[23]\d|40)\d{8}/g;

/** Times as programs print them. */
export const TIMES: readonly RegExp[] = [
  NUMBER,
  /\b20\d{2}-[01]\d-[0-3]\d/g,
  /(?<!\d)[0-2]\d:[0-5]\d:[0-5]\d/g,
  /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?,? {1,2}\d{1,2}(?:,? 20\d{2})?/g,
  /(?<!\d)\d{1,2}[ -](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}[ -]20\d{2}/g,
];

/**
 * Looks for what was varied in what differs. A text of the rebuild's own circumstances is proof; a time and
 * an order are told by how they look.
 *
 * @param difference compared with the patterns {@link TIMES}
 */
export function likelyCause(
  { differing, onlyInSecond }: ElfDifference,
  { workspace, hostName }: Pick<RebuildCircumstances, 'workspace' | 'hostName'>,
): LikelyCause {
  const found = (sought: string) => onlyInSecond.find(({ text }) => text === sought);
  const path = found(workspace);
  if (path !== undefined) return { kind: 'path', text: path };
  const host = found(hostName);
  if (host !== undefined) return { kind: 'host-name', text: host };
  const contents = differing.filter(({ derived }) => !derived);
  for (const part of contents) {
    const time = writtenTime(part);
    if (time !== undefined) return { kind: 'time', shownBy: part, ...time };
  }
  const binary = contents.find(isBinaryTime);
  if (binary !== undefined) return { kind: 'time', shownBy: binary };
  const order = contents.find(({ sameBytes }) => sameBytes);
  return order === undefined ? { kind: 'unknown' } : { kind: 'order', shownBy: order };
}

/** A time that only the build has, and one of the same form that only the rebuild has. */
function writtenTime({ onlyIn }: Differing): { before: Match; text: Match } | undefined {
  for (const [index, [left, right]] of onlyIn.entries()) {
    for (const before of left) {
      const isNumber = TIMES[index] === NUMBER;
      const text = right.find((one) => !isNumber || Number(one.text) > Number(before.text));
      if (text !== undefined) return { before, text };
    }
  }
  return undefined;
}

/** Seconds, thousandths and millionths of 2020-09-13 to 2100; eight letters are in the range of billionths. */
const RANGES = [1, 1e3, 1e6].map((unit) => [1_600_000_000 * unit, 4_102_444_800 * unit] as const);

/** A number of eight bytes that holds the first byte that differs, in the rebuild a later one. */
function isBinaryTime({ around: [left, right], at }: Differing): boolean {
  for (let start = Math.max(0, at - 7); start <= at; start += 1) {
    if (start + 8 > left.length || start + 8 > right.length) return false;
    const [before, after] = [left, right].map((bytes) => Number(bytes.readBigUInt64LE(start)));
    if (before === undefined || after === undefined || after <= before) continue;
    if (RANGES.some(([from, to]) => before >= from && after <= to)) return true;
  }
  return false;
}
