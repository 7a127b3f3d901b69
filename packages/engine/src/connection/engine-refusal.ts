import { StatixError } from '@statix/contract';
import * as z from 'zod';

const DISK_FULL = /no space left on device|disk quota exceeded/i;

/** The engine answered a request with an error status. */
export class EngineRefusal extends StatixError {
  constructor(
    /** HTTP status; 200 if the error came within an answer that had begun well. */
    readonly status: number,
    /** What was to be done, as in "The engine could not …". */
    doing: string,
    /** The engine's own words. */
    readonly reason: string,
  ) {
    // Docker has no status or code for a full disk: it answers 500 with the kernel's words.
    const full = DISK_FULL.test(reason);
    super({
      code: full ? 'STATIX_ENGINE_DISK_FULL' : 'STATIX_ENGINE_REFUSED',
      what: `The container engine could not ${doing}${status >= 400 ? ` (status ${status})` : ''}`,
      why: reason,
      remedies: full ? diskFullRemedies : [],
    });
  }
}

/** What to do when the engine's disk is full. */
export const diskFullRemedies = [
  { text: 'See what the engine keeps:', snippet: 'docker system df' },
  { text: 'Drop what old image builds left behind:', snippet: 'docker builder prune' },
  { text: 'Drop images without a name that nothing uses:', snippet: 'docker image prune' },
];

/** True if an engine's message says that its disk is full. */
export function saysDiskFull(message: string): boolean {
  return DISK_FULL.test(message);
}

/** True for a refusal with one of these statuses. */
export function isRefusal(error: unknown, ...statuses: number[]): error is EngineRefusal {
  return error instanceof EngineRefusal && statuses.includes(error.status);
}

const bodySchema = z.union([
  z.object({ message: z.string() }).transform((body) => body.message),
  // Podman's compatible endpoints say `cause` as well; `message` is in all of them.
  z.object({ cause: z.string() }).transform((body) => body.cause),
]);

/** The engine's words in the body of a response with an error status. */
export function refusalReason(body: string): string {
  try {
    const parsed = bodySchema.safeParse(JSON.parse(body));
    if (parsed.success) return parsed.data.trim();
  } catch {
    // A proxy in front of the engine answers in HTML or plain text.
  }
  return body.trim().slice(0, 2_000) || 'It gave no reason.';
}
