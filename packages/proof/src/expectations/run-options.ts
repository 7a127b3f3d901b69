import * as z from 'zod';
import { policyShape } from '../policy/policy-options.js';

const regularExpression = z.string().refine(isRegularExpression, {
  error: 'expected the source of a JavaScript regular expression',
});

const absoluteFolder = z
  .string()
  .regex(/^\/[^:,\0]+$/, 'expected an absolute path in the container, other than /');

/** What may differ from one binary of a project to another. */
const perBinarySchema = z.strictObject({
  args: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  expectedExitCode: z.int().min(0).max(255).optional(),
  expectedStdout: regularExpression.optional(),
  timeoutSeconds: z.number().positive().optional(),
});

/** A Cargo profile and a target triple are names of folders. */
export const folderName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'expected letters, digits, _, . and -');

/**
 * How programs are proven, in the options of every step that proves: a packed program by the same
 * rules as its original.
 */
export const proofShape = {
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
    'Exit code that the run has to end with; when absent, any but 126, 127 and that of a Rust panic',
  ),
  expectedStdout: perBinarySchema.shape.expectedStdout.describe(
    'JavaScript regular expression (flag m) that standard output has to match; without expectedExitCode, a program that goes on is ended as soon as it does',
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
  ...policyShape,
  perBinary: z
    .record(z.string(), perBinarySchema)
    .default({})
    .describe('By name of a binary: args, environment, expectations and timeoutSeconds of its own'),
};

/** The same, of a step that proves as another does where it says nothing itself. */
export const inheritedProofShape = {
  expectedLinkage: proofShape.expectedLinkage.unwrap().optional(),
  args: proofShape.args.unwrap().optional(),
  environment: proofShape.environment.unwrap().optional(),
  timeoutSeconds: proofShape.timeoutSeconds.unwrap().optional(),
  memoryMegabytes: proofShape.memoryMegabytes.unwrap().optional(),
  pids: proofShape.pids.unwrap().optional(),
  writablePaths: proofShape.writablePaths.unwrap().optional(),
  policy: proofShape.policy.unwrap().optional(),
  overrides: proofShape.overrides.unwrap().optional(),
  perBinary: proofShape.perBinary.unwrap().optional(),
};

export const proofSchema = z.strictObject(proofShape);

export type ProofOptions = z.output<typeof proofSchema>;

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source, 'm');
    return true;
  } catch {
    return false;
  }
}
