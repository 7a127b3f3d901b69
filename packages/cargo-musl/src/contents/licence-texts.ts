import { createHash } from 'node:crypto';
import { neutralise } from '@statix/contract';

/** A text of a licence or of notices, and the file that it is. */
export interface LicenceText {
  /** Absolute in the container. */
  readonly path: string;
  readonly text: string;
}

/** Names of files that hold code and begin as those of licences do: `copyright.pm`, `license.rs`. */
const CODE =
  /\.(?:c|cc|cmake|cpp|go|h|hpp|html?|in|java|js|json|mjs|pl|pm|py|rb|rs|sh|toml|ts|ya?ml)$/i;

/** In bytes; of the collected notices of a large project. */
const LARGEST_TEXT = 1024 * 1024;

/** Whether a file is for {@link readableText}. */
export function isOfText(path: string, { length }: { readonly length: number }): boolean {
  return !CODE.test(path) && length > 0 && length <= LARGEST_TEXT;
}

/**
 * A text as it can be printed: UTF-8, or what was before it; lines without blanks at their ends, and at most one that
 * is empty; what moves a terminal's cursor is shown. So equal texts are equal, whoever has saved them.
 *
 * Line by line, and blanks first: a text of a million of them would keep an expression busy that looks for their end.
 */
export function readableText(content: Buffer): string {
  const kept: string[] = [];
  for (const line of decoded(content).split(/\r\n|[\n\f]/)) {
    const text = line.replaceAll('\ufeff', '').trimEnd();
    if (text !== '' || (kept.length > 0 && kept.at(-1) !== '')) kept.push(text);
  }
  if (kept.at(-1) === '') kept.pop();
  return neutralise(kept.join('\n'));
}

function decoded(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return content.toString('latin1');
  }
}

/** By which two texts are the same. */
export function textKey(text: string): string {
  return createHash('sha256').update(text.replace(/\s+/g, ' ')).digest('hex');
}
