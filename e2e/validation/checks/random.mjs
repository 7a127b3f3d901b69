import { randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const CHARACTERS = [
  ...LETTERS,
  ...'ABCXYZ0189 .,;:!?"\'$%&/()=\\*+#<>|{}[]~`^',
  ...'äßéĳŁжש日本🦀',
];

/** @param {number} least @param {number} most */
export const randomNumber = (least, most) => randomInt(least, most + 1);

/** A lower-case ASCII word. */
export const randomWord = () => pick(LETTERS, randomNumber(6, 12)).join('');

/** One line of text with whatever a shell, an encoding or a parser might stumble over. */
export const randomText = () =>
  pick(CHARACTERS, randomNumber(8, 60)).join('').trim() + randomWord();

/** @template T @param {number} count @param {() => T} make */
export const several = (count, make) => Array.from({ length: count }, make);

/** @param {string | string[]} characters @param {number} count */
const pick = (characters, count) => several(count, () => characters[randomInt(characters.length)]);
