import parseExpression from 'spdx-expression-parse';

/** As CycloneDX has it: one expression, or the name of a licence that is none of SPDX's. */
export type Licenses =
  | readonly [{ readonly expression: string }]
  | readonly [{ readonly license: { readonly name: string } }];

/** An expression of more characters is taken as a name: the parser goes down for each bracket. */
const MOST_CHARACTERS = 1000;

/**
 * A licence as crates and the image state it: an SPDX expression where it is a valid one. Cargo once had `/`
 * between alternatives and still takes it (The Cargo Book, "The license and license-file fields").
 *
 * @returns undefined where nothing is stated
 */
export function licensesOf(stated: string | null): Licenses | undefined {
  const text = stated?.trim() ?? '';
  if (text === '') return undefined;
  for (const expression of [text, text.replace(/\s*\/\s*/g, ' OR ')]) {
    if (isExpression(expression)) return [{ expression }];
  }
  return [{ license: { name: text } }];
}

function isExpression(text: string): boolean {
  if (text.length > MOST_CHARACTERS) return false;
  try {
    parseExpression(text);
    return true;
  } catch {
    return false;
  }
}
