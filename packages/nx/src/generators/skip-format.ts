import * as z from 'zod';

/** The option that all generators have that write files, as Nx's own have it. */
export const skipFormat = z
  .boolean()
  .default(false)
  .describe('Leave the written files unformatted')
  .meta({ 'x-priority': 'internal' });
