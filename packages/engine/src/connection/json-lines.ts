import { StringDecoder } from 'node:string_decoder';

/** A line of a stream of JSON values; `value` is undefined if it is none, and `text` begins it. */
export interface JsonLine {
  readonly value: unknown;
  readonly text: string;
}

/** A BuildKit status with a burst of output in it is some hundred kilobytes long. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * Reads one JSON value per line. Characters may be split between chunks, a line may be no JSON (it
 * is handed on as it is, for the caller to report) or too long (its rest is skipped). The readers
 * of dockerode corrupt the first and lose or throw at the second.
 */
export async function* readJsonLines(
  chunks: AsyncIterable<Buffer>,
  mostCharacters = MOST_CHARACTERS,
): AsyncGenerator<JsonLine> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;
  const add = (text: string): void => {
    // One character more than allowed is kept, so that the line is known to be too long.
    const kept = text.slice(0, Math.max(0, mostCharacters + 1 - length));
    if (kept !== '') parts.push(kept);
    length += kept.length;
  };
  const take = (): JsonLine[] => {
    const text = parts.join('').trim();
    const tooLong = length > mostCharacters;
    parts = [];
    length = 0;
    return text === '' ? [] : [parseLine(text, tooLong)];
  };

  for await (const chunk of chunks) {
    const pieces = decoder.write(chunk).split('\n');
    for (const [index, piece] of pieces.entries()) {
      add(piece);
      if (index < pieces.length - 1) yield* take();
    }
  }
  add(decoder.end());
  yield* take();
}

function parseLine(text: string, tooLong: boolean): JsonLine {
  const beginning = text.slice(0, 400);
  if (tooLong) return { value: undefined, text: beginning };
  try {
    const value: unknown = JSON.parse(text);
    return { value, text: beginning };
  } catch {
    return { value: undefined, text: beginning };
  }
}
