import { StatixError, type Remedy } from '@statix/contract';
import { hex, quote, type Differing, type ElfDifference } from '@statix/elf';
import type { LikelyCause } from './likely-cause.js';

export interface DifferingProgram {
  readonly name: string;
  /** sha256 of the build and of the rebuild. */
  readonly sha256: readonly [string, string];
  readonly difference: ElfDifference;
  readonly cause: LikelyCause;
}

/** As many sections as are listed. */
const MOST_SECTIONS = 8;

/**
 * The error of programs that differ from what was built: where, and why as far as that tells.
 *
 * @param circumstances of the rebuild, as a part of a sentence
 * @param kept repository-relative folder in which both programs are
 */
export function notReproducible(
  programs: readonly [DifferingProgram, ...DifferingProgram[]],
  circumstances: string,
  kept: string,
): StatixError {
  const [first] = programs;
  const names = programs.map(({ name }) => name).join(', ');
  const place = first.cause.shownBy ?? firstOf(first.difference);
  return new StatixError({
    code: 'STATIX_NOT_REPRODUCIBLE',
    what: `${names} ${programs.length === 1 ? 'has' : 'have'} other bytes when built again ${circumstances}`,
    why: [
      ...(place === undefined
        ? []
        : [`The first difference of ${first.name}: ${describePlace(place)}.`]),
      describeCause(first.cause),
    ].join('\n'),
    excerpt: [...(place === undefined ? [] : contents(place)), ...sections(first)],
    remedies: [
      ...remediesFor(first.cause),
      { text: 'Both programs are kept, `.built` and `.rebuilt`:', snippet: kept },
    ],
  });
}

/** The first that does not follow from others. */
function firstOf({ differing }: ElfDifference): Differing | undefined {
  return differing.find(({ derived }) => !derived) ?? differing[0];
}

function describePlace({ section, offsets: [left, right], symbol }: Differing): string {
  const where = section === undefined ? 'outside of all sections' : `section ${quote(section)}`;
  const of = symbol === undefined ? '' : `, in ${quote(readable(symbol))}`;
  return `${where}, offset ${hex(left)} of the build and ${hex(right)} of the rebuild${of}`;
}

function describeCause({ kind, text, before }: LikelyCause): string {
  const times =
    text === undefined || before === undefined
      ? 'what differs is a number that looks like one'
      : `the build has ${quote(before.text)} at offset ${hex(before.offset)}, the rebuild ${quote(text.text)} at ${hex(text.offset)}`;
  const found = text === undefined ? '' : `${quote(text.text)}, at offset ${hex(text.offset)}`;
  switch (kind) {
    case 'path':
      return `The cause is a path: the rebuilt program holds the folder that it was built in, ${found}.`;
    case 'host-name':
      return `The cause is the host name: the rebuilt program holds it, ${found}.`;
    case 'time':
      return `The likely cause is a time: ${times}.`;
    case 'order':
      return 'The likely cause is an order: the section has the same bytes in another one.';
    case 'unknown':
      return 'What differs looks like no time, holds no folder and no host name of the rebuild, and is not the same in another order. It may be a random number, a number of processors or a user’s.';
  }
}

function remediesFor({ kind }: LikelyCause): Remedy[] {
  switch (kind) {
    case 'path':
      return [
        {
          text: 'See which of these your program or its build script reads, and let it use a path relative to the package: CARGO_MANIFEST_DIR, CARGO_MANIFEST_PATH, the current folder.',
        },
      ];
    case 'host-name':
      return [{ text: 'See which build script asks for the host name, and leave that out.' }];
    case 'time':
      return [
        {
          text: 'See which build script or macro takes the time, and let it take SOURCE_DATE_EPOCH, which every build has, in its place.',
        },
      ];
    case 'order':
      return [
        {
          text: 'See which build script or macro lists files or goes through a HashMap, and let it sort what it writes.',
        },
      ];
    case 'unknown':
      return [];
  }
}

function contents({ around: [left, right], at }: Differing): string[] {
  return [`build:   ${shown(left, at)}`, `rebuild: ${shown(right, at)}`];
}

/** What is around the place: as text where it is, else as bytes. */
function shown(bytes: Buffer, at: number): string {
  const text = bytes.toString('latin1');
  const before = /[ -~]*$/.exec(text.slice(0, at))?.[0].slice(-40) ?? '';
  const after = /^[ -~]*/.exec(text.slice(at))?.[0].slice(0, 60) ?? '';
  if (before.length + after.length >= 8) return quote(before + after);
  return bytes
    .subarray(at, at + 24)
    .toString('hex')
    .replace(/(..)(?=.)/g, '$1 ');
}

function sections({ difference: { differing, more }, sha256 }: DifferingProgram): string[] {
  const listed = differing
    .slice(0, MOST_SECTIONS)
    .map(({ section = 'outside', sizes: [left, right], offsets: [offset] }) => {
      const size = left === right ? `${left} bytes` : `${left} and ${right} bytes`;
      return `differs: ${quote(section)}  ${size}, from ${hex(offset)}`;
    });
  const others = differing.length - listed.length;
  return [
    ...listed,
    ...(others > 0 ? [`and ${others}${more ? ' or more' : ''} other sections`] : []),
    `sha256 ${sha256[0]} of the build`,
    `sha256 ${sha256[1]} of the rebuild`,
  ];
}

/** `app::main` of `_ZN3app4main17h0123456789abcdefE`; other forms as they stand. */
function readable(symbol: string): string {
  const legacy = /^_ZN((?:\d+[\w.$]+?)+)17h[0-9a-f]{16}E$/.exec(symbol)?.[1];
  if (legacy === undefined) return symbol;
  const parts: string[] = [];
  for (let rest = legacy; rest !== '';) {
    const length = /^\d+/.exec(rest)?.[0] ?? '';
    const part = rest.slice(length.length, length.length + Number(length));
    if (length === '' || part === '') return symbol;
    parts.push(part);
    rest = rest.slice(length.length + part.length);
  }
  return parts.join('::');
}
