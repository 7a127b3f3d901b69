import { z } from 'zod';

const expectation = {
  args: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  expectedExitCode: z.int().min(0).max(255).optional(),
  expectedStdout: z.string().optional(),
  timeoutSeconds: z.number().positive().optional(),
};

export const compressSchema = z.strictObject({
  triple: z.string().default('x86_64-unknown-linux-musl').describe('Target triple of the binaries'),
  profile: z.string().default('release').describe('Cargo profile of the binaries'),
  binaries: z
    .string()
    .optional()
    .describe('Folder with the binaries; dist/static/<project>/<triple>/<profile> when absent'),
  reports: z
    .string()
    .optional()
    .describe(
      'Folder with the verify reports; dist/verify/<project>/<triple>/<profile> when absent',
    ),
  outputPath: z
    .string()
    .optional()
    .describe('Folder for the packed binaries; dist/upx/<project>/<triple>/<profile> when absent'),
  image: z
    .string()
    .optional()
    .describe('image.json as written by the image project’s identify target'),
  level: z
    .enum(['1', '2', '3', '4', '5', '6', '7', '8', '9', 'best'])
    .default('best')
    .describe('UPX compression level'),
  lzma: z
    .boolean()
    .default(false)
    .describe('Pack with LZMA: smaller and much quicker to pack, slower to start'),
  maxRatio: z
    .number()
    .positive()
    .max(1)
    .default(0.9)
    .describe(
      'Fail when packed size / original size is above this: packing that gains nothing only costs',
    ),
  args: z
    .array(z.string())
    .default([])
    .describe('Arguments of the run that proves the packed program'),
  environment: z.record(z.string(), z.string()).default({}).describe('Environment of that run'),
  expectedExitCode: expectation.expectedExitCode.describe('Exit code that the run must have'),
  expectedStdout: expectation.expectedStdout.describe(
    'Regular expression that its output must match',
  ),
  timeoutSeconds: z.number().positive().default(30).describe('Longest time of the run'),
  memoryMegabytes: z
    .int()
    .positive()
    .default(256)
    .describe('Memory of the run; a packed program holds itself twice while it starts'),
  perBinary: z
    .record(z.string(), z.strictObject(expectation))
    .default({})
    .describe('The same settings for one binary of several, by name'),
  digest: z.string().optional().describe('Hash of the image, set by the plugin'),
});

export type CompressOptions = z.infer<typeof compressSchema>;
