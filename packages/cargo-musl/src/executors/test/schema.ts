import { normalize } from 'node:path/posix';
import * as z from 'zod';
import {
  compileShape,
  digestShape,
  placeShape,
  profileName,
  runsOnShape,
} from '../../plan/package-options.js';

const folder = z
  .string()
  .regex(/^(\/[^/:,\0]+)+$/, 'expected an absolute path in the image, other than /')
  .refine((path) => normalize(path) === path && !/^\/(proc|sys|dev)(\/|$)/.test(path), {
    error: 'expected a folder outside of /proc, /sys and /dev, without . and ..',
  });

export const testSchema = z.strictObject({
  ...placeShape,
  profile: profileName
    .default('test')
    .describe('Cargo profile: test, release or one that the manifest defines'),
  ...compileShape,
  ...runsOnShape,
  environment: compileShape.environment.describe(
    'Environment variables of the build and of the tests; hashed, so no secrets',
  ),
  filter: z
    .array(z.string().regex(/^[^-]/, 'expected a part of the name of a test'))
    .default([])
    .describe('Run only tests whose name contains one of these')
    .meta({ $default: { $source: 'argv', index: 0 } }),
  args: z
    .array(z.string())
    .default([])
    .describe('Arguments of the test programs, as after `--` of cargo test: `--args=--nocapture`'),
  lib: z.boolean().default(false).describe('Only the unit tests of the library'),
  tests: z.array(z.string()).default([]).describe('Only these integration tests, by name'),
  doc: z.boolean().default(false).describe('Only the tests in the documentation'),
  noRun: z.boolean().default(false).describe('Compile the tests and run none'),
  failFast: z
    .boolean()
    .default(false)
    .describe('Stop after the first test program that fails, as cargo does by itself'),
  network: z
    .enum(['none', 'loopback'])
    .default('none')
    .describe('Network of the tests: none, or 127.0.0.1 and ::1 alone'),
  writablePaths: z
    .array(folder)
    .default([])
    .describe(
      'Folders in the image, besides /tmp and those of the package, that tests write to: each is an empty one in memory',
    ),
  testRunner: z
    .enum(['cargo', 'nextest'])
    .default('cargo')
    .describe(
      'What runs the tests: cargo test, or cargo-nextest, which runs each in a process of its own and none of the documentation',
    ),
  coverage: z
    .boolean()
    .default(false)
    .describe(
      'Count which lines run: coverage.lcov beside junit.xml, and a summary. Not those of tests in the documentation',
    ),
  outputPath: z
    .string()
    .optional()
    .describe(
      'Folder for junit.xml and coverage.lcov; dist/test/<project>/<triple>/<profile> when absent',
    ),
  ...digestShape,
});

export type TestOptions = z.infer<typeof testSchema>;
