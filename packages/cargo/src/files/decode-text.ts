import { StatixError } from '@statix/contract/errors';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of a file: UTF-8, a leading byte order mark dropped, as Cargo reads its own files.
 *
 * @param path names the file in the error
 * @throws StatixError STATIX_FILE_NOT_UTF8 with line and column of the first wrong byte
 */
export function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    const { line, column, byte } = firstWrongByte(bytes);
    throw new StatixError({
      code: 'STATIX_FILE_NOT_UTF8',
      what: `${path}:${line}:${column}: the byte 0x${byte.toString(16).padStart(2, '0')} is not UTF-8`,
      why: 'TOML files are UTF-8 by definition; this one was saved in another encoding.',
      remedies: [
        {
          text: 'Convert it, for example from Latin-1:',
          snippet: `iconv -f latin1 -t utf-8 ${path}`,
        },
      ],
      cause,
    });
  }
}

/** Columns count characters, as editors do. Runs only for a file that is known to be broken. */
function firstWrongByte(bytes: Uint8Array): { line: number; column: number; byte: number } {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle), true)) good = middle;
    else bad = middle;
  }
  // The decoder complains where a sequence of bytes breaks off; it began up to three bytes before.
  while (!decodes(bytes.subarray(0, good), false)) good -= 1;
  const before = decoder.decode(bytes.subarray(0, good)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, byte: bytes[good] ?? 0 };
}

/** @param mayContinue whether a character may end after the bytes */
function decodes(bytes: Uint8Array, mayContinue: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: mayContinue });
    return true;
  } catch {
    return false;
  }
}
