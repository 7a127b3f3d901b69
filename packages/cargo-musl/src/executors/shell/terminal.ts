import type { Terminal } from '@statix/engine';

/** The terminal of this process; undefined where its input or its output is none. */
export function ownTerminal({ stdin, stdout } = process): Terminal | undefined {
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  return {
    input: stdin,
    output: stdout,
    size: () => ({ columns: stdout.columns, rows: stdout.rows }),
    onResize: (listener) => {
      stdout.on('resize', listener);
      return () => stdout.off('resize', listener);
    },
  };
}
