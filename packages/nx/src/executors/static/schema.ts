import { buildSchema } from '@statix/cargo-musl/schema';
import { isAmbiguous } from '@statix/task';
import { packageSchema } from '@statix/package/schema';
import { compressSchema } from '@statix/upx/schema';
import { stampSchema, verifySchema } from '@statix/verify/schema';
import * as z from 'zod';

/** Options that mean the same wherever they are given; the steps have the others. */
const shared = Object.entries({
  ...packageSchema.shape,
  ...compressSchema.shape,
  ...stampSchema.shape,
  ...verifySchema.shape,
  ...buildSchema.shape,
}).filter(([name]) => !isAmbiguous(name));

/**
 * What can be said to all steps at once: every option of a step but those that mean something else to
 * each, such as `outputPath`. No defaults: what is not given is not forwarded.
 */
export const staticSchema = z.strictObject({
  ...Object.fromEntries(
    shared.map(([name, option]) => [
      name,
      withoutDefault(option).describe(option.description ?? ''),
    ]),
  ),
  digest: z.string().optional().describe('Hash of the version of Statix, set by the plugin'),
});

function withoutDefault(option: z.core.$ZodType): z.ZodOptional {
  if (option instanceof z.ZodDefault || option instanceof z.ZodPrefault)
    return withoutDefault(option.unwrap());
  return option instanceof z.ZodOptional ? option : z.optional(option);
}
