import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { StatixError, type Remedy } from '../statix-error.js';

/**
 * Reads and checks a document that another step wrote.
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
    text = await readFile(path, 'utf8');
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
