import * as z from 'zod';
import { skipFormat } from '../skip-format.js';

export const revisionSchema = z
  .strictObject({
    project: z
      .string()
      .describe('Nx project or Cargo package whose program is to say its revision')
      .meta({
        $default: { $source: 'argv', index: 0 },
        'x-dropdown': 'projects',
        'x-prompt': 'Which project is to say its revision?',
      }),
    skipFormat,
  })
  .meta({
    description:
      'Writes src/revision.rs into a Cargo package, where a program reads the revision that stamp-static writes into it, and turns that step on.',
    examples: [
      {
        command: 'nx g @statix/nx:revision my-app',
        description: 'Writes src/revision.rs of my-app, and gives it the target stamp-static',
      },
    ],
  });

export type RevisionOptions = z.infer<typeof revisionSchema>;
