import { buildSchema } from '@statix/cargo-musl/schema';
import { optionsOfStep } from '@statix/task';
import { compressSchema } from '@statix/upx/schema';
import { stampSchema, verifySchema } from '@statix/verify/schema';
import { staticSchema } from './schema.js';

test.each([
  ['build', buildSchema],
  ['verify', verifySchema],
  ['stamp', stampSchema],
  ['compress', compressSchema],
] as const)('the options of the %s step are those of its schema', (step, schema) => {
  expect([...optionsOfStep[step]].sort()).toEqual(Object.keys(schema.shape).sort());
});

test('what is not given has no value, and nothing else is taken', () => {
  expect(staticSchema.parse({})).toEqual({});
  expect(staticSchema.parse({ profile: 'dev', args: ['-x'], level: '1' })).toMatchObject({
    profile: 'dev',
  });
  for (const option of ['outputPath', 'environment', 'bogus']) {
    expect(staticSchema.safeParse({ [option]: 'x' }).success).toBe(false);
  }
});
