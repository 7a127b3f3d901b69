import { z } from 'zod';

export const providers = ['github', 'gitlab'] as const;

export const ciSchema = z.strictObject({
  provider: z
    .enum(providers)
    .default('github')
    .describe('Whose pipeline to write: GitHub Actions or GitLab CI/CD')
    .meta({
      $default: { $source: 'argv', index: 0 },
      'x-prompt': {
        message: 'Where does the workspace run its pipelines?',
        type: 'list',
        items: [
          { value: 'github', label: 'GitHub Actions' },
          { value: 'gitlab', label: 'GitLab CI/CD' },
        ],
      },
    }),
  registry: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.:-]*$/i, 'has to be the name of a registry: ghcr.io')
    .optional()
    .describe('Registry to log in to before the image is pulled; none for a public one'),
  nodeVersion: z
    .string()
    .regex(/^\d+$/, 'has to be a major version: 22')
    .default('22')
    .describe('Major version of Node for the jobs'),
  skipFormat: z.boolean().default(false).describe('Leave the written files unformatted'),
});

export type CiOptions = z.infer<typeof ciSchema>;
export type Provider = CiOptions['provider'];
