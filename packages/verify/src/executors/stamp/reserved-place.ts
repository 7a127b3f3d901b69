import { StatixError } from '@statix/contract';
import { hex, type ReservedPlaces } from '@statix/elf';
import { revisionPlace } from './revision-text.js';

/** Where the text of the revision begins in a program, and what is there. */
export interface RevisionPlace {
  readonly offset: number;
  readonly content: Buffer;
}

/**
 * The one place that a program keeps for its revision.
 *
 * @param name of the program
 * @throws StatixError STATIX_STAMP_NO_PLACE, STATIX_STAMP_SEVERAL_PLACES, STATIX_STAMP_PLACE_UNUSABLE
 */
export function reservedPlace(name: string, { count, places }: ReservedPlaces): RevisionPlace {
  const [place] = places;
  if (place === undefined) throw noPlace(name);
  const offsets = places.map(({ offset }) => hex(offset));
  if (count > 1) throw severalPlaces(name, count, offsets);
  const { offset, content, obstacle } = place;
  if (obstacle !== undefined) throw unusable(name, offset, obstacle);
  if (content.length < revisionPlace.size) throw unusable(name, offset, 'the file ends there');
  if (content.some((byte) => byte !== 0)) {
    throw unusable(name, offset, 'it is not empty: somebody has written there before');
  }
  return { offset: offset + revisionPlace.mark.length, content };
}

function noPlace(name: string): StatixError {
  return new StatixError({
    code: 'STATIX_STAMP_NO_PLACE',
    what: `${name} keeps no place for its revision`,
    why: 'The module that keeps it is not in the package, or nothing of the program calls it, so that it is left out.',
    remedies: [
      {
        text: 'Write the module into the package, and call it where the program says its version:',
        snippet: 'npx nx g @statix/nx:revision <project>',
      },
      'Where only some programs of the package have one, name those in the option `programs`.',
    ],
  });
}

function severalPlaces(name: string, count: number, offsets: readonly string[]): StatixError {
  return new StatixError({
    code: 'STATIX_STAMP_SEVERAL_PLACES',
    what: `${name} has the mark of a place for its revision ${count} times`,
    why: 'The module is in two of its crates, or its source is in the program as a text. Which place the program reads cannot be told.',
    excerpt: offsets.map((offset) => `at ${offset}`),
    remedies: ['Keep the module in one crate, and call it from the others.'],
  });
}

function unusable(name: string, offset: number, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_STAMP_PLACE_UNUSABLE',
    what: `Nothing can be written to the place for the revision in ${name}, at ${hex(offset)}`,
    why: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
    remedies: [
      {
        text: 'Write the module into the package as the generator has it, and build again:',
        snippet: 'npx nx g @statix/nx:revision <project>',
      },
    ],
  });
}
