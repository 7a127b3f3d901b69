/** What a user can do about an error: a sentence, and the exact command or lines that carry it out. */
export interface Remedy {
  readonly text: string;
  /** A command to type or lines to add, printed as they stand on lines of their own. */
  readonly snippet?: string;
}

export interface StatixErrorFields {
  /** Stable across releases and safe to search for, for example `STATIX_ENGINE_NOT_FOUND`. */
  readonly code: `STATIX_${string}`;
  /** What happened, one sentence, no trailing full stop needed. */
  readonly what: string;
  /** Why it happened, as far as it is known. */
  readonly why?: string;
  readonly remedies?: readonly (Remedy | string)[];
  /** Lines shown as they are under the message, for example the end of a failed stage's log. */
  readonly excerpt?: readonly string[];
  readonly cause?: unknown;
}

/**
 * An error that a user can act on: a code, what happened, why, and numbered remedies.
 * Everything that can go wrong for reasons outside this code is thrown as one.
 */
export class StatixError extends Error {
  override readonly name = 'StatixError';
  readonly code: `STATIX_${string}`;
  readonly what: string;
  readonly why: string | undefined;
  readonly remedies: readonly Remedy[];
  readonly excerpt: readonly string[];

  constructor(fields: StatixErrorFields) {
    super(fields.what, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.what = fields.what;
    this.why = fields.why;
    this.remedies = (fields.remedies ?? []).map((remedy) =>
      typeof remedy === 'string' ? { text: remedy } : remedy,
    );
    this.excerpt = fields.excerpt ?? [];
  }
}

/**
 * True for a StatixError of any copy of this package: npm may install two versions side by side,
 * and `instanceof` is false across them.
 */
export function isStatixError(error: unknown): error is StatixError {
  return (
    error instanceof Error &&
    error.name === 'StatixError' &&
    'code' in error &&
    typeof error.code === 'string' &&
    'remedies' in error &&
    Array.isArray(error.remedies)
  );
}
