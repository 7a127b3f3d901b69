import { neutralise } from '@statix/contract';

/** Where an executor says what it does. */
export interface Terminal {
  /** A line that stays. */
  readonly report: (line: string) => void;
  /** What is going on just now, in place of the last such line; absent where that is not possible. */
  readonly progress: ((line: string | undefined) => void) | undefined;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const ERASE_LINE = '\r\u001b[2K';

/** On a terminal the line of progress is overwritten; in a pipe or a log there are plain lines only. */
export function openTerminal(output: Output = process.stdout): Terminal {
  if (output.isTTY !== true) {
    return { report: (line) => output.write(`${neutralise(line)}\n`), progress: undefined };
  }
  let shown: string | undefined;
  const show = (line: string | undefined): void => {
    // A line that wraps could not be erased.
    shown = line && neutralise(line).slice(0, Math.max(0, (output.columns ?? 80) - 1));
    output.write(shown === undefined ? ERASE_LINE : `${ERASE_LINE}${shown}`);
  };
  return {
    report: (line) => {
      output.write(`${shown === undefined ? '' : ERASE_LINE}${neutralise(line)}\n${shown ?? ''}`);
    },
    progress: (line) => {
      if (line !== shown) show(line);
    },
  };
}
