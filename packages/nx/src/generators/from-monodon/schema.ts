import * as z from 'zod';
import { skipFormat } from '../skip-format.js';

export const fromMonodonSchema = z
  .strictObject({
    keep: z
      .boolean()
      .default(false)
      .describe(
        'Leave @monodon/rust and its targets as they are; static targets come beside them under other names',
      )
      .meta({
        'x-priority': 'important',
        'x-prompt': 'Keep @monodon/rust and its targets beside the static ones?',
      }),
    skipFormat,
    skipPackageJson: z
      .boolean()
      .default(false)
      .describe('Leave package.json as it is')
      .meta({ 'x-priority': 'internal' }),
  })
  .meta({
    description:
      'Takes over a workspace of @monodon/rust: sets up Statix, carries features, binaries and profiles over, and turns the other targets into plain cargo commands.',
    examples: [
      {
        command: 'nx g @statix/nx:from-monodon',
        description: 'Takes @monodon/rust out; build, test, lint and run go on as cargo commands',
      },
      {
        command: 'nx g @statix/nx:from-monodon --keep',
        description: 'Both plugins side by side',
      },
    ],
  });

export type FromMonodonOptions = z.infer<typeof fromMonodonSchema>;
