import * as z from 'zod';
import { skipFormat } from '../skip-format.js';

export const providers = ['github', 'gitlab'] as const;

export const ciSchema = z
  .strictObject({
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
      .regex(/^(\$CI_REGISTRY|[a-z0-9][a-z0-9.:-]*)$/i, 'has to be the name of a registry: ghcr.io')
      .optional()
      .describe(
        'Registry to log in to before the image is pulled; none for a public one. GitLab’s own is `$CI_REGISTRY`; GitHub’s is known where the image is in it',
      ),
    nodeVersion: z
      .string()
      .regex(/^\d+$/, 'has to be a major version: 22')
      .default('22')
      .describe('Major version of Node for the jobs'),
    skipFormat,
  })
  .meta({
    description:
      'Writes a pipeline: what is affected on changes, everything without any cache for a release, a look at the image every week.',
    examples: [
      {
        command: 'nx g @statix/nx:ci github --registry=ghcr.io',
        description: '.github/workflows/statix.yml, which pulls the image from ghcr.io',
      },
      {
        command: 'nx g @statix/nx:ci gitlab',
        description: '.gitlab/statix.yml, included by .gitlab-ci.yml',
      },
    ],
  });

export type CiOptions = z.infer<typeof ciSchema>;
export type Provider = CiOptions['provider'];
