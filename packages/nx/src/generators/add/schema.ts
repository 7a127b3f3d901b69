import * as z from 'zod';
import { buildSchema } from '@statix/cargo-musl/schema';
import { verifySchema } from '@statix/verify/schema';
import { skipFormat } from '../skip-format.js';

const build = buildSchema.shape;
const verify = verifySchema.shape;

export const addSchema = z
  .strictObject({
    project: z
      .string()
      .describe('Nx project or Cargo package to add static targets to')
      .meta({
        $default: { $source: 'argv', index: 0 },
        'x-dropdown': 'projects',
        'x-prompt': 'Which project is to be built as a static binary?',
      }),
    explicit: z
      .boolean()
      .default(false)
      .describe(
        'Write the targets into project.json instead of leaving them to the plugin; nx sync keeps them in step',
      )
      .meta({ 'x-priority': 'important' }),
    bins: build.bins,
    features: build.features
      .unwrap()
      .optional()
      .describe('Features to turn on')
      .meta({ 'x-priority': 'important' }),
    allFeatures: build.allFeatures.unwrap().optional().describe('Turn all features on'),
    profile: build.profile
      .unwrap()
      .optional()
      .describe('Cargo profile: dev, release or one that the manifest defines'),
    allocator: build.allocator
      .unwrap()
      .optional()
      .describe('Memory allocator linked into the binaries: musl’s own, or mimalloc'),
    extraInputs: build.extraInputs
      .unwrap()
      .optional()
      .describe(
        'Globs, relative to the workspace root, of files outside the package that the build reads',
      ),
    args: verify.args
      .unwrap()
      .optional()
      .describe('Arguments for the binaries when verify-static runs them'),
    expectedExitCode: verify.expectedExitCode,
    expectedStdout: verify.expectedStdout,
    compress: z
      .boolean()
      .optional()
      .describe('Pack the verified binaries with UPX')
      .meta({ 'x-priority': 'important' }),
    stamp: z
      .boolean()
      .optional()
      .describe('Write the revision into the verified binaries, which keep a place for it'),
    skipFormat,
  })
  .meta({
    description:
      'Gives a Cargo package static targets with options of its own: as settings in its Cargo.toml, or with --explicit as targets in project.json.',
    examples: [
      {
        command:
          "nx g @statix/nx:add my-app --features=tls --args=--self-test --expectedStdout='^ok$'",
        description: 'Builds my-app with the feature tls, and proves it by its self-test',
      },
      {
        command: 'nx g @statix/nx:add my-app --compress',
        description: 'Packs the proven binary with UPX, too',
      },
      {
        command: 'nx g @statix/nx:add my-app --explicit',
        description: 'Writes the targets into project.json',
      },
    ],
  });

export type AddOptions = z.infer<typeof addSchema>;
