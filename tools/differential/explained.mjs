import { isDebugAlone } from './expected-verdicts.mjs';

/**
 * Where the two readers differ and neither is wrong, with the reason. What no rule here explains is a mistake of
 * one of them, and the command fails.
 *
 * @typedef {object} Rule
 * @property {string} reason
 * @property {(difference: { field: string, ours: string, theirs: string }, theirs: object) => boolean} explains
 */

/** @type {readonly Rule[]} */
export const explained = [
  {
    reason:
      'A file of debug information alone (`objcopy --only-keep-debug`): its program headers describe a program that is not in it. readelf goes by the sections, which say that there is nothing; ours by the program headers.',
    explains: ({ field }, { sections }) =>
      isDebugAlone({ sections }) && ['dynamic table', 'interpreter'].includes(field),
  },
  {
    reason:
      'The reader keeps the first 32 texts of `.comment` (packages/elf/src/limits.ts): they only inform.',
    explains: ({ field, ours, theirs }) =>
      field === 'comments' &&
      JSON.parse(ours).length === MOST_COMMENTS &&
      JSON.stringify(JSON.parse(theirs).slice(0, MOST_COMMENTS)) === ours,
  },
];

const MOST_COMMENTS = 32;

/** @returns the reason, or undefined */
export function explanationOf(difference, theirs) {
  return explained.find(({ explains }) => explains(difference, theirs))?.reason;
}

/** Why a file that readelf reads is refused by ours. @returns the reason, or undefined */
export function refusalExplained({ code }, theirs) {
  if (code === 'STATIX_ELF_TRUNCATED' && isDebugAlone(theirs))
    return 'A file of debug information alone: the bytes of its segments are not in it, and nobody could run it.';
  return undefined;
}

/** Why a check says something else than readelf's words let expect. @returns the reason, or undefined */
export function verdictExplained(check, elf, theirs) {
  if (isDebugAlone(theirs))
    return 'A file of debug information alone: there is no program to judge.';
  const { packer } = elf;
  if (packer !== undefined && packer.name !== 'an unknown packer' && check.status !== 'pass')
    return `Packed or carried with ${packer.name}, by its own mark: what the headers say is of its stub.`;
  return undefined;
}
