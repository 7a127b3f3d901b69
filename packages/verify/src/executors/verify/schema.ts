import { RUN_CHECK_IDS, STATIC_CHECK_IDS } from '@statix/elf/check-ids';
import { z } from 'zod';
import { MANIFEST_CHECK_ID } from './manifest-check.js';

const regularExpression = z.string().refine(isRegularExpression, {
  error: 'expected the source of a JavaScript regular expression',
});

/** What may differ from one binary of a project to another. */
const perBinarySchema = z.strictObject({
  args: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  expectedExitCode: z.int().min(0).max(255).optional(),
  expectedStdout: regularExpression.optional(),
  timeoutSeconds: z.number().positive().optional(),
});

/** A Cargo profile and a target triple are names of folders. */
const folderName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'expected letters, digits, _, . and -');

const absoluteFolder = z
  .string()
  .regex(/^\/[^:,\0]+$/, 'expected an absolute path in the container, other than /');

export const verifySchema = z.strictObject({
  triple: folderName
    .default('x86_64-unknown-linux-musl')
    .describe('Target triple that the binaries were built for'),
  profile: folderName
    .default('release')
    .describe('Cargo profile that the binaries were built with'),
  binaries: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with the binaries, relative to the workspace root; default dist/static/<project>/<triple>/<profile>',
    ),
  outputPath: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder for the evidence, relative to the workspace root; default dist/verify/<project>/<triple>/<profile>',
    ),
  expectedLinkage: z
    .enum(['static-pie', 'static'])
    .default('static-pie')
    .describe('static-pie: at a random address each time; static: at a fixed one'),
  run: z
    .enum(['required', 'never'])
    .default('required')
    .describe(
      'Whether each binary is run in an empty container; without an engine, required fails',
    ),
  args: z.array(z.string()).default([]).describe('Arguments for the binaries when they are run'),
  environment: z
    .record(z.string().regex(/^[^=\0]+$/, 'expected a name without ='), z.string())
    .default({})
    .describe('Environment variables for the binaries when they are run; there are no others'),
  expectedExitCode: perBinarySchema.shape.expectedExitCode.describe(
    'Exit code that the run has to end with; any is accepted when absent',
  ),
  expectedStdout: perBinarySchema.shape.expectedStdout.describe(
    'JavaScript regular expression (flag m) that standard output has to match',
  ),
  timeoutSeconds: z
    .number()
    .positive()
    .default(30)
    .describe('Time for one run; one that goes on is stopped, and fails if a result is expected'),
  memoryMegabytes: z.int().min(6).default(128).describe('Memory for one run, in MiB, without swap'),
  pids: z.int().min(1).default(64).describe('Processes and threads for one run'),
  writablePaths: z
    .array(absoluteFolder)
    .default([])
    .describe('Folders in the container that are writable (tmpfs); nothing else is'),
  allow: z
    .array(z.enum([MANIFEST_CHECK_ID, ...STATIC_CHECK_IDS, ...RUN_CHECK_IDS]))
    .default([])
    .describe('Checks whose failure is only warned of, recorded in the evidence'),
  perBinary: z
    .record(z.string(), perBinarySchema)
    .default({})
    .describe('By name of a binary: args, environment, expectations and timeoutSeconds of its own'),
  digest: z
    .string()
    .optional()
    .describe('Set by the plugin, for Nx to hash: what the result depends on besides files'),
});

export type VerifyOptions = z.output<typeof verifySchema>;

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source, 'm');
    return true;
  } catch {
    return false;
  }
}
