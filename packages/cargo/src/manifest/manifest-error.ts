import { StatixError, type Remedy, type StatixErrorFields } from '@statix/contract/errors';
import { keyPosition } from '../toml/key-position.js';

/** A manifest as far as errors about it need it. */
export interface ManifestText {
  readonly path: string;
  readonly text: string;
}

/**
 * An error at a key of a manifest; `what` begins with `file:line:column`, which editors and
 * terminals turn into a link.
 *
 * @param key path of the key from the top of the document
 */
export function manifestError(
  manifest: ManifestText,
  key: readonly PropertyKey[],
  fields: {
    code: `STATIX_MANIFEST_${string}`;
    what: string;
    why?: string;
    remedies?: readonly (Remedy | string)[];
    cause?: unknown;
  },
): StatixError {
  const { line, column } = keyPosition(manifest.text, key);
  const positioned: StatixErrorFields = {
    ...fields,
    what: `${manifest.path}:${line}:${column}: ${fields.what}`,
  };
  return new StatixError(positioned);
}
