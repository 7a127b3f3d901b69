import * as z from 'zod';
import type { TestCase, TestSuite } from './test-results.js';

/** More than any package has. */
const MOST_CASES = 100_000;

/** What is kept of the output of one failed test, in characters: its end. */
const OUTPUT_CHARACTERS = 16 * 1024;

const statuses = { ok: 'passed', failed: 'failed' } as const;

const eventSchema = z.object({
  type: z.literal('test'),
  event: z.enum(['ok', 'failed']),
  /** `<package>::<program>$<test>`; tests that were tried again have a number behind it. */
  name: z.string(),
  stdout: z.string().optional(),
});

/**
 * Reads the events of `cargo nextest run --message-format libtest-json-plus` (nextest's book,
 * "Machine-readable output"): which tests ran and how they ended. Ignored tests are left out: whether there
 * is an event for one depends on what runs at that moment.
 */
export class NextestResults {
  readonly #suites = new Map<string, Map<string, TestCase>>();
  #cases = 0;

  /**
   * Takes a line, without its newline.
   *
   * @returns whether it was an event, which is for programs alone
   */
  take(line: string): boolean {
    if (!line.startsWith('{"type":')) return false;
    const event = parse(line) ?? parseBeginning(line);
    if (event === undefined) return false;
    const { data } = eventSchema.safeParse(event);
    if (data !== undefined) this.#add(data);
    return true;
  }

  /** Those that ran, by the names that nextest shows. */
  get suites(): readonly TestSuite[] {
    return [...this.#suites].map(([name, cases]) => ({
      name,
      cases: [...cases.values()],
      failed: [...cases.values()].some(({ status }) => status === 'failed'),
    }));
  }

  #add({ name, event, stdout }: z.infer<typeof eventSchema>): void {
    this.#cases += 1;
    if (this.#cases > MOST_CASES) return;
    const at = name.indexOf('$');
    const suite = at < 0 ? name : name.slice(0, at);
    const test = name.slice(at + 1).replace(/#\d+$/, '');
    const output = event === 'failed' ? stdout?.slice(-OUTPUT_CHARACTERS).trim() : undefined;
    const cases = this.#suites.get(suite) ?? new Map<string, TestCase>();
    this.#suites.set(suite, cases);
    cases.set(test, { name: test, status: statuses[event], ...(output ? { output } : {}) });
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Of a line that was cut: a test can print more than a line may have. */
function parseBeginning(line: string): unknown {
  const begun = /^{"type":"test","event":"(?:ok|failed)","name":"(?:[^"\\]|\\.)*"/.exec(line);
  return begun === null ? undefined : parse(`${begun[0]}}`);
}
