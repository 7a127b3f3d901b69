import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentSchemas } from '../document-schemas.js';
import { judgeDocument, type DocumentKind } from './judge-document.js';
import { makeDocument, type DocumentSchema } from './make-document.js';
import { mutateDocument } from './mutate-document.js';
import { Random, seedOf } from './random.js';

/** Of so many inputs one is left as it was made. */
const SOUND_ONCE_IN = 10;

export const documentKinds = Object.keys(documentSchemas) as DocumentKind[];

/** The JSON Schema that is published of a kind. */
export function schemaOf(kind: DocumentKind): DocumentSchema {
  const path = join(__dirname, '../../schemas', `${kind}.schema.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as DocumentSchema;
}

/** One input of a series: the same for the same series and index. */
export function documentOf(
  series: number,
  index: number,
  schemas: ReadonlyMap<DocumentKind, DocumentSchema>,
): { readonly kind: DocumentKind; readonly text: string; readonly isSound: boolean } {
  const random = new Random(seedOf(series, index));
  const kind = random.pick(documentKinds);
  const document = makeDocument(schemas.get(kind) ?? {}, random);
  const isSound = random.once(SOUND_ONCE_IN);
  return {
    kind,
    isSound,
    text: isSound ? JSON.stringify(document) : mutateDocument(document, random),
  };
}

/**
 * Judges inputs of a series, from one index up to another.
 *
 * @returns how many there were of each kind and outcome: `contents valid`
 * @throws Error that names the input at the first that shows a mistake
 */
export function fuzzDocuments(
  series: number,
  { from, to }: { readonly from: number; readonly to: number },
): Map<string, number> {
  const schemas = new Map(documentKinds.map((kind) => [kind, schemaOf(kind)]));
  const outcomes = new Map<string, number>();
  for (let index = from; index < to; index += 1) {
    const { kind, text, isSound } = documentOf(series, index, schemas);
    try {
      const outcome = judgeDocument(kind, text);
      if (isSound && outcome === 'refused') throw new Error(`a sound one is refused: ${text}`);
      const key = `${kind} ${outcome}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
    } catch (error) {
      throw new Error(`input ${index} of series ${series}, ${kind}: ${String(error)}`, {
        cause: error,
      });
    }
  }
  return outcomes;
}
