/** What makes a lock or refreshes it. */
export const LOCK_COMMAND = 'npx nx run statix-image:image-lock';

/** The same for the image of a channel. */
export function lockCommandOf(channel: string | undefined): string {
  return channel === undefined ? LOCK_COMMAND : `${LOCK_COMMAND} --channel=${channel}`;
}
