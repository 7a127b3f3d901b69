import { neutralise, type LinkedCrate, type LinkedLibrary } from '@statix/contract';
import { textKey, type LicenceText } from './licence-texts.js';

/** A part of a program, and the texts that came with its sources. */
export interface NoticedPart {
  /** `serde 1.0.228`, for a reader. */
  readonly title: string;
  /** SPDX expression. */
  readonly license: string | null;
  /** Where it is from, for a reader. */
  readonly from: string;
  /** Names of files as a reader sees them, with their texts; absent where another part has them. */
  readonly texts?: readonly LicenceText[];
}

/** A program's notices may be that long, in characters; longer ones are not made. */
export const MOST_CHARACTERS = 64 * 1024 * 1024;

const RULE = '-'.repeat(80);

/**
 * The notices of a program: its parts with their licences, and each text once, with the parts that it is of. Nothing
 * in it depends on where and when it is written.
 *
 * @param parts in the order in which they are listed
 * @param isWhole whether the native libraries are all known
 */
export function renderNotices(
  program: string,
  parts: readonly NoticedPart[],
  isWhole: boolean,
): string {
  const texts = new Map<string, { readonly text: string; readonly of: Set<string> }>();
  for (const { title, texts: own = [] } of parts)
    for (const { path, text } of own) {
      const key = textKey(text);
      const known = texts.get(key) ?? { text, of: new Set<string>() };
      texts.set(key, known);
      known.of.add(`${title}: ${neutralise(path)}`);
    }
  const head = [
    `Notices of ${program}`,
    '',
    'The program contains the software below. Each part is named with its version, its licence as its',
    'authors state it (an SPDX expression) and where it is from. The texts that came with their sources',
    'follow, each once.',
    ...(isWhole
      ? []
      : [
          '',
          'THE NATIVE LIBRARIES OF THIS PROGRAM ARE NOT ALL KNOWN: its linker left no record of them.',
        ]),
    '',
  ];
  const list = parts.map(({ title, license, from, texts: own }) => {
    const missing = own?.length === 0 ? '  (no text came with its sources)' : '';
    return `${title}  ${license ?? 'no licence stated'}  [${from}]${missing}`;
  });
  const bodies = [...texts.values()].map(({ text, of }) => ({ text, of: [...of].sort() }));
  bodies.sort((left, right) => ((left.of[0] ?? '') < (right.of[0] ?? '') ? -1 : 1));
  return [
    ...head,
    ...list,
    ...bodies.flatMap(({ text, of }) => ['', RULE, ...of, RULE, '', text]),
    '',
  ].join('\n');
}

export function titleOf({
  name,
  version,
}: Pick<LinkedCrate | LinkedLibrary, 'name' | 'version'>): string {
  return version === null ? name : `${name} ${version}`;
}
