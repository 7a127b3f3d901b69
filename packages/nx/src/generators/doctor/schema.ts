import * as z from 'zod';

export const doctorSchema = z
  .strictObject({
    project: z
      .string()
      .optional()
      .describe(
        'Nx project or Cargo package to look at; every package of the workspace if not given',
      )
      .meta({ $default: { $source: 'argv', index: 0 }, 'x-dropdown': 'projects' }),
    fix: z
      .boolean()
      .default(false)
      .describe('Make the edits of Cargo.toml that are safe; with --dry-run only show them'),
    json: z
      .boolean()
      .default(false)
      .describe('Print one JSON document; with --quiet Nx prints nothing beside it'),
    strict: z.boolean().default(false).describe('Exit with 1 for warnings, too'),
    environment: z
      .boolean()
      .default(true)
      .describe(
        'Look at the machine, too: engine, image, disk, memory, volumes, certificates, clock, credentials',
      ),
  })
  .meta({
    description:
      'Reads Cargo.lock, manifests and settings before anything is built, and says what will need attention. Exits with 1 for what will fail.',
    examples: [
      { command: 'nx g @statix/nx:doctor', description: 'The whole workspace and this machine' },
      {
        command: 'nx g @statix/nx:doctor my-app --fix --dry-run',
        description: 'The safe edits of Cargo.toml, only shown',
      },
      { command: 'nx g @statix/nx:doctor --json --quiet', description: 'One JSON document' },
    ],
  });

export type DoctorOptions = z.infer<typeof doctorSchema>;
