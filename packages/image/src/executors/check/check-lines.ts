import * as z from 'zod';
import { neutralise } from '@statix/contract';

const checkLineSchema = z.object({
  check: z.string(),
  status: z.enum(['pass', 'fail']),
  detail: z.string(),
});

export type CheckLine = z.infer<typeof checkLineSchema>;

/**
 * Reads what `statix-check` prints in the image: one JSON object a line. Any other line is kept as a
 * failed check, because a check that cannot be read has proven nothing.
 */
export function readCheckLines(output: string): CheckLine[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const parsed = checkLineSchema.safeParse(parseJson(line));
      return parsed.success ? parsed.data : { check: 'output', status: 'fail', detail: line };
    });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export function renderCheckLine(line: CheckLine): string {
  return `${line.status === 'pass' ? '✓' : '✗'} ${neutralise(line.check)}  ${neutralise(line.detail)}`;
}
