import * as z from 'zod';
import { skipFormat } from '../skip-format.js';

export const templates = ['plain', 'tls', 'sqlite', 'postgres'] as const;

export const newSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/i, 'has to be a name that Cargo takes: my-app')
      .describe('Name of the Cargo package, and of the Nx project')
      .meta({
        $default: { $source: 'argv', index: 0 },
        'x-prompt': 'What is the name of the program?',
      }),
    directory: z
      .string()
      .optional()
      .describe('Folder of the package, from the workspace root; apps/<name> if not given'),
    template: z
      .enum(templates)
      .default('plain')
      .describe(
        'What the program begins with: plain, tls (an HTTPS client), sqlite, postgres (Diesel with migrations)',
      )
      .meta({
        'x-prompt': {
          message: 'What does the program begin with?',
          type: 'list',
          items: [
            { value: 'plain', label: 'plain     a greeting' },
            { value: 'tls', label: 'tls       an HTTPS client' },
            { value: 'sqlite', label: 'sqlite    notes in a SQLite database' },
            {
              value: 'postgres',
              label: 'postgres  notes in PostgreSQL, by Diesel with migrations',
            },
          ],
        },
      }),
    skipFormat,
    skipLockfile: z
      .boolean()
      .default(false)
      .describe('Do not run cargo to bring Cargo.lock up to date'),
  })
  .meta({
    description:
      'A Rust program that is ready to be built as one static file: a member of the Cargo workspace above it, or with a lock of its own.',
    examples: [
      { command: 'nx g @statix/nx:new my-app', description: 'apps/my-app, a greeting' },
      {
        command: 'nx g @statix/nx:new notes --template=postgres --directory=services/notes',
        description: 'Diesel, libpq and OpenSSL in one file',
      },
    ],
  });

export type NewOptions = z.infer<typeof newSchema>;
export type Template = NewOptions['template'];
