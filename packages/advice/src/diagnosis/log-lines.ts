/** One line of a log, ready to be matched. */
export interface LogLine {
  /** From 1. */
  readonly number: number;
  /** Without colours, and short: of an overlong line the beginning and the end. */
  readonly text: string;
}

const longest = 4096;

/** Lines that build scripts print by the thousand, and that never say what went wrong. */
const noise =
  /^\s*(?:cargo:{1,2}rerun-if-|\w+ = (?:None|Some\()|(?:Compiling|Downloaded|Downloading|Checking|Fresh) )/;

/**
 * The lines of a log that may mean something. A linker command of a hundred kilobytes is one line:
 * what matters in it is at the end, so both ends are kept.
 */
export function logLines(log: string): LogLine[] {
  const lines: LogLine[] = [];
  let number = 0;
  for (const raw of log.split('\n')) {
    number += 1;
    const text = withoutColour(raw.length <= longest ? raw : bothEnds(raw)).trimEnd();
    if (text !== '' && !noise.test(text)) lines.push({ number, text });
  }
  return lines;
}

function bothEnds(text: string): string {
  return `${text.slice(0, longest / 2)} … ${text.slice(-longest / 2)}`;
}

function withoutColour(text: string): string {
  return text.replace(/\u001b\[[0-9;]{0,32}m/g, '');
}
