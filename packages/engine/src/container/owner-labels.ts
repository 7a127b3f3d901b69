import * as z from 'zod';
import type { Owner } from './owner.js';

export const LABEL_PREFIX = 'dev.statix.';
/** Label with what a container or scratch image is for. */
export const PURPOSE_LABEL = `${LABEL_PREFIX}purpose`;
export const HOST_LABEL = `${LABEL_PREFIX}host`;
const RUN_LABEL = `${LABEL_PREFIX}run`;
const PID_LABEL = `${LABEL_PREFIX}pid`;
const PID_STARTED_LABEL = `${LABEL_PREFIX}pid-started`;

/** Labels by which the next start finds what this process leaves behind if it is killed. */
export function ownerLabels(owner: Owner, purpose: string, run: string): Record<string, string> {
  return {
    [RUN_LABEL]: run,
    [PURPOSE_LABEL]: purpose,
    [HOST_LABEL]: owner.host,
    [PID_LABEL]: String(owner.pid),
    [PID_STARTED_LABEL]: owner.pidStarted,
  };
}

const labelsSchema = z.object({
  [HOST_LABEL]: z.string(),
  [PID_LABEL]: z.string().regex(/^\d{1,10}$/),
  [PID_STARTED_LABEL]: z.string(),
});

/** The owner that labels name; undefined if they are not ours. */
export function ownerOfLabels(labels: Readonly<Record<string, string>>): Owner | undefined {
  const parsed = labelsSchema.safeParse(labels);
  if (!parsed.success) return undefined;
  return {
    host: parsed.data[HOST_LABEL],
    pid: Number(parsed.data[PID_LABEL]),
    pidStarted: parsed.data[PID_STARTED_LABEL],
  };
}
