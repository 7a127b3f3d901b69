import type { NxCommands } from '@statix/contract';
import { parseChannel } from '@statix/toolchain';
import * as z from 'zod';

import { channelText } from './channel-text.js';

/** Options that every executor of the image has. */
export const imageOptions = {
  definition: z
    .string()
    .describe('The definition file statix-image.json, relative to the workspace root'),
  identity: z
    .string()
    .describe('Where image.json is written and read, relative to the workspace root'),
  channel: z
    .union([z.string(), z.number()])
    .transform(channelText)
    .refine((text) => parseChannel(text) !== undefined, 'expected a Rust channel such as 1.85')
    .optional()
    .describe(
      'Rust channel whose image is meant, such as `1.85`; the definition’s own when left out',
    ),
};

/** An option of everything that changes something. */
export const dryRunOption = {
  dryRun: z.boolean().default(false).describe('Say what would be done, and do nothing'),
};

/** What every executor of the image needs to know. */
export interface ImageContext {
  readonly workspaceRoot: string;
  readonly signal: AbortSignal;
  /** See `connectEngine`. */
  readonly dotenvFolders?: readonly string[] | undefined;
  readonly report: (line: string) => void;
  /** How commands of Nx are typed in the workspace. */
  readonly commands?: (() => NxCommands) | undefined;
  readonly progress: ((line: string | undefined) => void) | undefined;
}
