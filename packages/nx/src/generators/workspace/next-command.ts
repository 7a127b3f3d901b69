import { logger } from '@nx/devkit';

/** Ends what a generator prints with the command to type next, as everybody looks for it. */
export function sayNext(what: string, command: string): void {
  logger.info(`\n${what}\n  ${command}\n`);
}
