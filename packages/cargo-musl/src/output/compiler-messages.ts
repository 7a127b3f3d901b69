import { isAbsolute, join, normalize } from 'node:path/posix';
import * as z from 'zod';

/** A warning or an error of rustc or clippy. */
export interface Diagnostic {
  readonly level: 'error' | 'warning';
  readonly message: string;
  /** `E0308`, `unused_variables`, `clippy::needless_return`. */
  readonly code: string | undefined;
  /** Undefined for one that is about no place in the repository. */
  readonly place: Place | undefined;
}

export interface Place {
  /** Repository-relative. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
}

const spanSchema = z.object({
  file_name: z.string(),
  line_start: z.int(),
  line_end: z.int(),
  column_start: z.int(),
  is_primary: z.boolean(),
});

const messageSchema = z.object({
  reason: z.literal('compiler-message'),
  message: z.object({
    message: z.string(),
    level: z.string(),
    code: z.object({ code: z.string() }).nullish(),
    spans: z.array(spanSchema),
    rendered: z.string().nullish(),
  }),
});

/** More than a person reads; code of a crate can print what looks like a message. */
const MOST_DIAGNOSTICS = 10_000;

/**
 * Reads cargo's messages (`--message-format json`, cargo book, "External tools"): which warnings and errors
 * there are, each once, although cargo says those of a library again for its tests.
 */
export class CompilerMessages {
  readonly #found = new Map<string, Diagnostic>();

  /** @param root repository-relative folder that the compiler is started in */
  constructor(private readonly root: string) {}

  /**
   * Takes a line of cargo's standard output.
   *
   * @returns how the compiler shows the message, in several lines; the line itself if it is none, and
   *   undefined for what is for programs alone
   */
  take(line: string): string | undefined {
    const parsed = parse(line);
    if (parsed === undefined) return line;
    const { data } = messageSchema.safeParse(parsed);
    if (data === undefined) return undefined;
    const { message, level, code, spans, rendered } = data.message;
    if (level === 'error' || level === 'warning') {
      const primary = spans.find((span) => span.is_primary);
      const place = primary && this.#placeOf(primary);
      // "2 warnings emitted" and "aborting due to" are about the others.
      if (place !== undefined || code) {
        this.#add({ level, message, code: code?.code, place });
      }
    }
    return rendered?.trimEnd() ?? undefined;
  }

  get found(): readonly Diagnostic[] {
    return [...this.#found.values()];
  }

  #add(diagnostic: Diagnostic): void {
    if (this.#found.size < MOST_DIAGNOSTICS)
      this.#found.set(JSON.stringify(diagnostic), diagnostic);
  }

  #placeOf(span: z.infer<typeof spanSchema>): Place | undefined {
    const file = repositoryFile(this.root, span.file_name);
    if (file === undefined) return undefined;
    const { line_start: line, line_end: endLine, column_start: column } = span;
    return { file, line, column, endLine };
  }
}

/**
 * A file as the compiler names it, from the repository's root.
 *
 * @param root repository-relative folder that the compiler is started in
 * @returns undefined for one outside of the repository
 */
export function repositoryFile(root: string, name: string): string | undefined {
  const file = normalize(join(root, name));
  return isAbsolute(name) || file.startsWith('../') ? undefined : file;
}

/** @returns undefined for what is no message of cargo's */
function parse(line: string): unknown {
  if (!line.startsWith('{"reason":"')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
