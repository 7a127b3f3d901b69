import { hash } from 'node:crypto';
import { isTable } from '../toml/toml-table.js';
import type { ManifestDocument } from './manifest-schema.js';

/** Manifests that were parsed and checked, by the hash of their text: wherever and whenever that was. */
export interface DocumentCache {
  /** The document of a text; `parse` is called for one that is not known, and may throw. */
  documentOf(text: string, parse: () => ManifestDocument): ManifestDocument;
  /** A cache of those documents that were asked for; the others are forgotten. */
  next(): DocumentCache;
  /** The documents that were asked for, as JSON. */
  serialize(): string;
  /** Whether a document was asked for that was not known. */
  readonly grown: boolean;
}

/**
 * @param serialized what {@link DocumentCache.serialize} of the same release gave; from anything else
 *   comes an empty cache
 */
export function documentCache(serialized?: string): DocumentCache {
  return cacheOf(serialized === undefined ? new Map() : readEntries(serialized));
}

/** Dates, times, nan, inf and integers beyond 2^53 are no JSON; the few manifests with one are parsed anew. */
const mayHoldMoreThanJson = /\d{4}-\d{2}-\d{2}|\d{2}:\d{2}|\d{16}|[=[,\s][+-]?(?:nan|inf)\b/;

function cacheOf(
  known: ReadonlyMap<string, ManifestDocument>,
  before: ReadonlyMap<string, ManifestDocument> = new Map(),
): DocumentCache {
  const used = new Map<string, ManifestDocument>();
  let grown = false;
  return {
    documentOf(text, parse) {
      let document = used.get(text) ?? before.get(text);
      if (document === undefined && known.size > 0) document = known.get(digestOf(text));
      if (document === undefined) {
        document = parse();
        grown ||= !mayHoldMoreThanJson.test(text);
      }
      used.set(text, document);
      return document;
    },
    next: () => cacheOf(new Map(), used),
    serialize() {
      const writable = [...used].filter(([text]) => !mayHoldMoreThanJson.test(text));
      try {
        return JSON.stringify(writable.map(([text, document]) => [digestOf(text), document]));
      } catch (error) {
        // Tables in tables by the thousand: the parser reads them, and JSON.stringify does not end.
        if (error instanceof RangeError) return '[]';
        throw error;
      }
    },
    get grown() {
      return grown;
    },
  };
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64');
}

function readEntries(serialized: string): Map<string, ManifestDocument> {
  try {
    const entries: unknown = JSON.parse(serialized);
    return new Map(Array.isArray(entries) ? entries.filter(isEntry) : []);
  } catch {
    return new Map();
  }
}

/** Only the form of an entry: what is in it was checked before it was written. */
function isEntry(value: unknown): value is [string, ManifestDocument] {
  return Array.isArray(value) && typeof value[0] === 'string' && isTable(value[1]);
}
