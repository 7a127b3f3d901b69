import { stripVTControlCharacters } from 'node:util';
import { TextTail } from './text-tail.js';

export interface TestCase {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'ignored';
  /** What a failed test printed, the end of it. */
  readonly output?: string;
}

/** A program of tests, or the tests in the documentation. */
export interface TestSuite {
  /** As cargo shows it: `unittests src/lib.rs`, `tests/it.rs`, `Doc-tests app`. */
  readonly name: string;
  readonly cases: readonly TestCase[];
  /** That it failed where it may name no test: it was killed, or has another harness. */
  readonly failed: boolean;
  /** How it ended where it did not end by itself: `signal: 11, SIGSEGV: …`. */
  readonly ended?: string;
}

/** More than any package has; a test can print what looks like results. */
const MOST_CASES = 100_000;

/** What is kept of the output of one failed test, in characters. */
const OUTPUT_CHARACTERS = 16 * 1024;

/**
 * Reads what `cargo test` prints, its outputs in one: which tests ran and how they ended. Cargo and the
 * test harness have no stable output for programs (`--format json` is unstable), so these are the lines
 * for people; of what is no such line nothing is known.
 */
export class TestResults {
  readonly #suites: ReadSuite[] = [];
  #current: ReadSuite | undefined;
  #cases = 0;

  /**
   * Takes a line, without its newline.
   *
   * @returns false: every line is for people
   */
  take(raw: string): boolean {
    const line = stripVTControlCharacters(raw);
    const begun = /^ +Running (?<program>.+) \(.+\)$|^ +(?<doc>Doc-tests \S+)$/.exec(line)?.groups;
    if (begun !== undefined) {
      this.#current = new ReadSuite(begun['program'] ?? begun['doc'] ?? '');
      this.#suites.push(this.#current);
    } else if (this.#current !== undefined && this.#cases <= MOST_CASES) {
      this.#cases += this.#current.take(line);
    }
    return false;
  }

  /** Those that ran, in their order. */
  get suites(): readonly TestSuite[] {
    return this.#suites.map((suite) => suite.result());
  }
}

const CASE =
  /^test (?<name>.+?)(?: - (?:should panic|compile|compile fail))? \.\.\. (?<status>ok|FAILED|ignored)(?:, .*)?$/;

const statuses = { ok: 'passed', FAILED: 'failed', ignored: 'ignored' } as const;

class ReadSuite {
  readonly #cases = new Map<string, TestCase['status']>();
  readonly #outputs = new Map<string, TextTail>();
  #output: TextTail | undefined;
  /** Within the list of names that ends the output of a program. */
  #inFailures = false;
  #failed = false;
  #ended: string | undefined;

  constructor(private readonly name: string) {}

  /** @returns how many cases it adds */
  take(line: string): number {
    const before = this.#cases.size;
    this.#read(line);
    return this.#cases.size - before;
  }

  result(): TestSuite {
    const cases = [...this.#cases].map(([name, status]): TestCase => {
      const output = this.#outputs.get(name)?.lines.join('\n').trim();
      return { name, status, ...(status === 'failed' && output ? { output } : {}) };
    });
    const ended = this.#ended;
    return {
      name: this.name,
      cases,
      failed: this.#failed || cases.some(({ status }) => status === 'failed'),
      ...(ended === undefined ? {} : { ended }),
    };
  }

  #read(line: string): void {
    if (line === 'failures:') {
      this.#inFailures = true;
      this.#output = undefined;
      return;
    }
    if (this.#inFailures && this.#readFailures(line)) return;
    if (line.startsWith('error: test failed') || line.startsWith('error: doctest failed')) {
      this.#failed = true;
      return;
    }
    const ended = /^ {2}process didn't exit successfully: .* \((?<how>signal: .+)\)$/.exec(line);
    if (ended?.groups !== undefined) {
      this.#ended = ended.groups['how'];
      return;
    }
    const match = CASE.exec(line)?.groups;
    const { name = '', status = '' } = match ?? {};
    if (status === 'ok' || status === 'FAILED' || status === 'ignored')
      this.#cases.set(name, statuses[status]);
  }

  /** The outputs of failed tests, then their names again, which is all that is left of them with `--nocapture`. */
  #readFailures(line: string): boolean {
    if (/^test result: /.test(line)) {
      this.#inFailures = false;
      this.#output = undefined;
      return true;
    }
    const title = /^---- (?<name>.+) stdout ----$/.exec(line)?.groups?.['name'];
    if (title !== undefined) {
      this.#output = new TextTail(OUTPUT_CHARACTERS);
      this.#outputs.set(title, this.#output);
      return true;
    }
    if (this.#output !== undefined) {
      this.#output.push(line);
      return true;
    }
    const name = /^ {4}(?<name>\S.*)$/.exec(line)?.groups?.['name'];
    if (name !== undefined) this.#cases.set(name, 'failed');
    return name !== undefined;
  }
}
