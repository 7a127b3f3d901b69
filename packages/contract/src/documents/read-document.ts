import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { z } from 'zod';
import { readAtMost } from '../read-at-most.js';
import { StatixError, type Remedy } from '../statix-error.js';

/** More than any document of a large program has: a cache may hold anything under its name. */
const MOST_BYTES = 64 * 1024 ** 2;

/** Of a document that is refused, so many problems are shown, and so much of each: both may come from the file. */
const MOST_PROBLEMS = 10;
const MOST_CHARACTERS = 300;

/**
 * Reads and checks a document that another step wrote. What is no regular file, or larger than 64 MiB, is not
 * read.
 *
 * @param remedies how the reader gets that document, shown when it is missing or of another form
 * @throws StatixError STATIX_DOCUMENT_MISSING, STATIX_DOCUMENT_INVALID
 */
export async function readDocument<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  remedies: readonly (Remedy | string)[],
): Promise<z.output<Schema>> {
  let text: string;
  try {
    text = await readText(path);
  } catch (cause) {
    throw new StatixError({
      code: 'STATIX_DOCUMENT_MISSING',
      what: `${path} cannot be read`,
      why: cause instanceof Error ? cause.message : String(cause),
      remedies,
      cause,
    });
  }
  return parseDocument(text, path, schema, remedies);
}

/** O_NONBLOCK, because opening a FIFO waits for a writer without it. */
async function readText(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('It is no regular file.');
    if (stat.size > MOST_BYTES)
      throw new Error(`It has ${stat.size} bytes, which no document has.`);
    // As many as were counted: a file that grows meanwhile is not read on.
    return (await readAtMost(file, stat.size)).toString('utf8');
  } finally {
    await file.close();
  }
}

/** As {@link readDocument}, for text that is already in memory; `path` only names it. */
export function parseDocument<Schema extends z.ZodType>(
  text: string,
  path: string,
  schema: Schema,
  remedies: readonly (Remedy | string)[] = [],
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(path, [cause instanceof Error ? cause.message : String(cause)], remedies, cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`,
  );
  throw invalid(path, problems, remedies, parsed.error);
}

function invalid(
  path: string,
  problems: readonly string[],
  remedies: readonly (Remedy | string)[],
  cause: unknown,
): StatixError {
  return new StatixError({
    code: 'STATIX_DOCUMENT_INVALID',
    what: `${path} is not what its kind asks for`,
    why: 'It was written by another version, or changed by hand.',
    excerpt: problems.slice(0, MOST_PROBLEMS).map(cut),
    remedies,
    cause,
  });
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
