import { imageOptions } from '@statix/contract';
import { folderName, proofShape } from '@statix/proof/expectations';
import * as z from 'zod';

const { run: _alwaysRun, ...howToProve } = proofShape;

export const compressSchema = z.strictObject({
  triple: folderName.default('x86_64-unknown-linux-musl').describe('Target triple of the binaries'),
  profile: folderName.default('release').describe('Cargo profile of the binaries'),
  stamped: z
    .boolean()
    .default(false)
    .describe(
      'Pack the programs that stamp-static has written, in place of those of the build; set by the plugin where there is that step',
    ),
  binaries: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with the binaries; dist/static/<project>/<triple>/<profile> when absent, dist/stamped/… with `stamped`',
    ),
  reports: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with the verify reports; dist/verify/<project>/<triple>/<profile> when absent, dist/stamped/… with `stamped`',
    ),
  outputPath: z
    .string()
    .min(1)
    .optional()
    .describe('Folder for the packed binaries; dist/upx/<project>/<triple>/<profile> when absent'),
  ...imageOptions,
  level: z
    .enum(['1', '2', '3', '4', '5', '6', '7', '8', '9', 'best'])
    .default('best')
    .describe('UPX compression level'),
  lzma: z
    .boolean()
    .default(false)
    .describe('Pack with LZMA: smaller and much quicker to pack, slower to start'),
  ultraBrute: z
    .boolean()
    .default(false)
    .describe(
      'Let UPX try every method and filter, in place of `level` and `lzma`: takes many times as long for a few per cent, and may choose LZMA, which is slow to start',
    ),
  maxRatio: z
    .number()
    .positive()
    .max(1)
    .default(0.9)
    .describe(
      'Deliver the original where packed size / original size is above this, or where packing makes nothing smaller: it would only cost',
    ),
  measure: z
    .boolean()
    .default(true)
    .describe(
      'Measure start-up time and memory of both programs in turn, for at most 2 s, into dist/upx-measurements, which is not cached',
    ),
  ...howToProve,
  memoryMegabytes: proofShape.memoryMegabytes.describe(
    'Memory for one run, in MiB, without swap; the packed program gets its unpacked size on top, which it holds twice while it starts',
  ),
  digest: z.string().optional().describe('Hash of the image, set by the plugin'),
});

export type CompressOptions = z.output<typeof compressSchema>;
