import { signalName } from '@statix/engine';
import { errnoText } from './errno-text.js';

/** How far a server came; `plain` where nothing was to be done. */
export type Phase = 'plain' | 'not-ready' | 'probing' | 'stopped';

/** How the program ended, by the words of the process that started it. */
export interface StarterReport {
  /** Its own; undefined where a signal ended it or it was never started. */
  readonly exitCode?: number;
  /** `SIGSEGV`; `signal 40` for one without a name. */
  readonly signal?: string;
  /** Why Linux would not execute it: `Exec format error`. */
  readonly startError?: string;
  readonly phase: Phase;
  /** Its time was over, and it was killed for that. */
  readonly timedOut: boolean;
  /** Undefined where no connection was tried. */
  readonly connection?: {
    /** Why there was none: `Connection refused`. */
    readonly error?: string;
    /** It was closed by the program, so that the answer is whole. */
    readonly closed: boolean;
    readonly answer: Buffer;
  };
}

/** The starter keeps no more of an answer. */
const MOST_ANSWER_BYTES = 64 * 1024;
const MOST_HEAD_BYTES = 256;

const HEAD =
  /^(exited|killed|unstarted|unforked) (\d{1,3}) ([0-3]) ([01]) (-1|\d{1,3}) ([01]) (\d{1,5})$/;

const PHASES: readonly Phase[] = ['plain', 'not-ready', 'probing', 'stopped'];

/**
 * Takes a container's standard error apart: what the program wrote, passed on as it comes, and behind it the
 * report of the starter. The nonce is in no memory that the program can read, so that it cannot forge one; and
 * nothing can follow, for the starter reports when all other processes are gone.
 */
export class StarterReportReader {
  readonly #mark: Buffer;
  #held = Buffer.alloc(0);
  #report: Buffer[] | undefined;
  #size = 0;

  constructor(
    nonce: string,
    private readonly pass: (chunk: Buffer) => void,
  ) {
    this.#mark = Buffer.from(`\0statix ${nonce} `);
  }

  readonly push = (chunk: Buffer): void => {
    if (this.#report !== undefined) {
      this.#keep(chunk);
      return;
    }
    const text = this.#held.byteLength === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const at = text.indexOf(this.#mark);
    if (at >= 0) {
      if (at > 0) this.pass(text.subarray(0, at));
      this.#held = Buffer.alloc(0);
      this.#report = [];
      this.#keep(text.subarray(at + this.#mark.byteLength));
      return;
    }
    const rest = this.#beginningOfMark(text);
    if (rest > 0) this.pass(text.subarray(0, rest));
    // A copy: what arrives is a view of a buffer that is used again.
    this.#held = Buffer.from(text.subarray(rest));
  };

  /** Passes on what only looked like the beginning of a report. */
  end(): void {
    if (this.#held.byteLength > 0) this.pass(this.#held);
    this.#held = Buffer.alloc(0);
  }

  /** @returns undefined where there is none: the starter was killed, or never ran */
  report(): StarterReport | undefined {
    if (this.#report === undefined) return undefined;
    const bytes = Buffer.concat(this.#report);
    const end = bytes.indexOf('\n');
    const head = end < 0 ? null : HEAD.exec(bytes.toString('latin1', 0, end));
    if (head === null) return undefined;
    const [, kind, number = '', phase = '', late, connected = '', closed, size = ''] = head;
    const answer = bytes.subarray(end + 1);
    if (answer.byteLength !== Number(size)) return undefined;
    return {
      ...ending(kind, Number(number)),
      phase: PHASES[Number(phase)] ?? 'plain',
      timedOut: late === '1',
      ...(connected === '-1'
        ? {}
        : {
            connection: {
              ...(connected === '0' ? {} : { error: errnoText(Number(connected)) }),
              closed: closed === '1',
              answer,
            },
          }),
    };
  }

  #keep(chunk: Buffer): void {
    const room = MOST_HEAD_BYTES + MOST_ANSWER_BYTES - this.#size;
    const kept = chunk.subarray(0, room);
    this.#report?.push(Buffer.from(kept));
    this.#size += kept.byteLength;
  }

  /** Where the longest end of a text begins that may be the beginning of the mark. */
  #beginningOfMark(text: Buffer): number {
    const from = Math.max(0, text.byteLength - this.#mark.byteLength + 1);
    for (let at = text.indexOf(0, from); at >= 0; at = text.indexOf(0, at + 1)) {
      if (text.subarray(at).equals(this.#mark.subarray(0, text.byteLength - at))) return at;
    }
    return text.byteLength;
  }
}

function ending(
  kind: string | undefined,
  number: number,
): Pick<StarterReport, 'exitCode' | 'signal' | 'startError'> {
  if (kind === 'exited') return { exitCode: number };
  if (kind === 'killed') return { signal: signalName(number) ?? `signal ${number}` };
  return { startError: kind === 'unforked' ? `fork: ${errnoText(number)}` : errnoText(number) };
}
