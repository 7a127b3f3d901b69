import type { Pieces } from './pieces.js';

/** What is in an archive and is no file. */
export type NoFile = 'link' | 'hard link' | 'device';

/**
 * Takes a file of an archive, and reads it to its end; or hears of what is none.
 *
 * @param name without a way out of the archive
 */
export type TakeMember = (name: string, content: Pieces | NoFile) => Promise<void>;
