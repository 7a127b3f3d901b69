import {
  contentsSchema,
  errorCode,
  parseDocument,
  type Contents,
  type Remedy,
} from '@statix/contract';
import type { FoundBinary } from '@statix/proof';
import { readBounded } from './read-bounded.js';

/** A program of ten thousand crates has 4 MB of it. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What is inside a program, or why that is not known. */
export type KnownContents =
  | { readonly contents: Contents; readonly missing?: undefined }
  | { readonly contents?: undefined; readonly missing: string };

/**
 * Reads what the build wrote down of the inside of a program. That of other bytes tells nothing of these.
 *
 * @param sha256 of the program as it was read
 * @throws StatixError STATIX_DOCUMENT_INVALID, STATIX_FILE_REFUSED
 */
export async function readContents(
  { name, path, manifest }: FoundBinary,
  sha256: string,
  remedies: readonly (Remedy | string)[],
): Promise<KnownContents> {
  const file = `${name}.contents.json`;
  if (manifest === undefined) return { missing: 'no build manifest lies beside it' };
  let text: string;
  try {
    ({ text } = await readBounded(`${path}.contents.json`, MOST_BYTES));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { missing: `the build wrote no ${file}` };
    throw error;
  }
  const contents = parseDocument(text, `${path}.contents.json`, contentsSchema, remedies);
  if (contents.binary.sha256 !== sha256 || manifest.binary.sha256 !== sha256) {
    return { missing: `${file} is about another program: sha256 ${contents.binary.sha256}` };
  }
  return { contents };
}
