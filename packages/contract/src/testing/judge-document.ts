import { canonicalJson } from '../canonical-json.js';
import { documentSchemas } from '../document-schemas.js';
import { parseDocument } from '../documents/read-document.js';
import { renderError } from '../render-error.js';
import { isStatixError } from '../statix-error.js';

export type DocumentKind = keyof typeof documentSchemas;

/** Longest that one may take; the machine may be busy besides. */
const MOST_MILLISECONDS = 1000;

/** Most characters of what is printed of a document that is refused, whatever is in it. */
const MOST_PRINTED = 8192;

const prototypes = [Object.prototype, Array.prototype, String.prototype, Function.prototype];
const before = prototypes.map((one) => Object.getOwnPropertyNames(one).join());

/**
 * Reads the text of a document: it is valid, or refused by code.
 *
 * @throws Error that says what is wrong with how it is read
 */
export function judgeDocument(kind: DocumentKind, text: string): 'valid' | 'refused' {
  const began = performance.now();
  const outcome = read(kind, text);
  const took = performance.now() - began;
  if (took > MOST_MILLISECONDS) throw new Error(`it took ${Math.round(took)} ms`);
  if (prototypes.some((one, index) => Object.getOwnPropertyNames(one).join() !== before[index]))
    throw new Error('a prototype of all objects has been changed');
  return outcome;
}

function read(kind: DocumentKind, text: string): 'valid' | 'refused' {
  let document: unknown;
  try {
    document = parseDocument(text, 'document.json', documentSchemas[kind], ['Write it again.']);
  } catch (error) {
    if (!isStatixError(error) || error.code !== 'STATIX_DOCUMENT_INVALID') throw error;
    const printed = renderError(error);
    if (printed.length > MOST_PRINTED)
      throw new Error(`${printed.length} characters are printed of it`, { cause: error });
    if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/.test(printed))
      throw new Error('characters that steer a terminal are printed of it', { cause: error });
    return 'refused';
  }
  requirePlain(document);
  const written = canonicalJson(document);
  const again = parseDocument(written, 'again.json', documentSchemas[kind]);
  if (canonicalJson(again) !== written) throw new Error('read once more it is another document');
  return 'valid';
}

/** Nothing in it has a prototype of its own: a key that is not there is not found. */
function requirePlain(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null)
    throw new Error('an object in it has another prototype');
  for (const member of Object.values(value)) requirePlain(member);
}
