import { canonicalJson, StatixError, type ImageIdentity } from '@statix/contract';
import { identifyImage } from './identify-image.js';
import { readImageDefinition, type ImageDefinition } from './image-definition.js';

/** A definition as it is now, and the identity that follows from it. */
export interface ObservedImage {
  readonly definition: ImageDefinition;
  readonly identity: ImageIdentity;
}

/**
 * The image of a document's definition, computed from the files as they are now. The document comes
 * from a cache that others may write: it says which definition is meant, and beyond that it is only
 * compared. Nothing else in it is ever used.
 *
 * @param document where it was read, for messages; undefined if this process computed it
 * @throws StatixError STATIX_IMAGE_CHANGED if the definition is no longer what was identified,
 *   STATIX_IMAGE_DOCUMENT_FORGED if it is, and the document says something else of it
 */
export async function observeIdentity(
  workspaceRoot: string,
  told: ImageIdentity,
  document?: string,
): Promise<ObservedImage> {
  const definition = await readImageDefinition(workspaceRoot, told.definition, told.channel);
  const identity = identifyImage(definition);
  if (identity.identity !== told.identity) throw imageChanged(told.definition);
  const wrong = differences(told, identity);
  if (wrong.length > 0) throw documentForged(document ?? told.definition, wrong);
  return { definition, identity };
}

function differences(told: ImageIdentity, computed: ImageIdentity): string[] {
  const [left, right]: Readonly<Record<string, unknown>>[] = [{ ...told }, { ...computed }];
  return Object.keys({ ...left, ...right }).filter(
    (key) => canonicalJson(left?.[key] ?? null) !== canonicalJson(right?.[key] ?? null),
  );
}

/** Nx may have the document in its cache as it is: then only a run past the cache writes another. */
const IDENTIFY_COMMAND = 'npx nx run statix-image:identify --skip-nx-cache';

/** A document of `identify` that identify has not written. */
export function documentForged(document: string, wrong: readonly string[]): StatixError {
  return new StatixError({
    code: 'STATIX_IMAGE_DOCUMENT_FORGED',
    what: `${document} has the right identity and describes another image`,
    why:
      `It differs from what the definition says in: ${wrong.join(', ')}. identify never writes such a ` +
      'document: it was changed by hand, or somebody put it into a cache.',
    remedies: [
      {
        text: 'Have it written again, and find out who can write to your cache:',
        snippet: IDENTIFY_COMMAND,
      },
    ],
  });
}

/** The recipe or its definition is not what the identity was computed from. */
export function imageChanged(what: string): StatixError {
  return new StatixError({
    code: 'STATIX_IMAGE_CHANGED',
    what: `${what} has changed since the image was identified`,
    why: 'What would be built now is not what builds were told to use.',
    remedies: [
      'Run the command again: the image is then identified again.',
      {
        text: 'If that does not help, a cache has another document for it:',
        snippet: IDENTIFY_COMMAND,
      },
    ],
  });
}
