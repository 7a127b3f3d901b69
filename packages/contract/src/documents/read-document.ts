import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { z } from 'zod';
import { StatixError, type Remedy } from '../statix-error.js';

/** Bytes. What is inside a program is the largest document: an entry for each crate, each of a few hundred bytes. */
const LIMIT = 32 * 1024 * 1024;

/**
 * Reads and checks a document that another step wrote. It may come out of a cache that others write to: a
 * pipe or a device in its place is not waited for, and no more than 32 MiB is read.
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
    text = await readBounded(path);
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

async function readBounded(path: string): Promise<string> {
  // Without O_NONBLOCK, opening a pipe that nobody writes to never returns: open(2).
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('It is not a regular file.');
    if (stat.size > LIMIT) {
      throw new Error(`It has ${stat.size} bytes, and no document has more than ${LIMIT}.`);
    }
    // As many as were counted: a file that grows meanwhile is not read on.
    const { buffer, bytesRead } = await file.read(Buffer.alloc(stat.size), 0, stat.size, 0);
    return buffer.toString('utf8', 0, bytesRead);
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
    excerpt: problems.slice(0, 10),
    remedies,
    cause,
  });
}
