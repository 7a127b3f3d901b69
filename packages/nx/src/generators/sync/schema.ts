import * as z from 'zod';

/** Nx runs it without options. */
export const syncSchema = z.strictObject({}).meta({
  description:
    'Keeps static targets that stand in project.json files in step with image, lock, path dependencies and versions. nx sync runs it.',
  examples: [
    { command: 'nx sync', description: 'Writes what is not in step' },
    {
      command: 'nx sync:check',
      description: 'Fails where something is not in step: for a pipeline',
    },
  ],
});
