import { z } from 'zod';
import { parseOptions } from './parse-options.js';
import { isStatixError, type StatixError } from './statix-error.js';

const schema = z.strictObject({
  profile: z.string().default('release'),
  timeoutSeconds: z.number().positive().optional(),
  perBinary: z.record(z.string(), z.strictObject({ args: z.array(z.string()) })).optional(),
});

function refusal(raw: unknown): StatixError {
  try {
    parseOptions(schema, raw, '@statix/verify:verify');
  } catch (error) {
    if (isStatixError(error)) return error;
    throw error;
  }
  throw new Error('was accepted');
}

test('fills defaults', () => {
  expect(parseOptions(schema, {}, 'x')).toEqual({ profile: 'release' });
});

test('an unknown option is refused with the nearest name and all names', () => {
  const error = refusal({ timeoutSecond: 3 });
  expect(error.code).toBe('STATIX_OPTION_UNKNOWN');
  expect(error.what).toBe("@statix/verify:verify has no option 'timeoutSecond'");
  expect(error.remedies.map((remedy) => remedy.text)).toEqual([
    "Did you mean 'timeoutSeconds' instead of 'timeoutSecond'?",
    'The options are: perBinary, profile, timeoutSeconds.',
  ]);
});

test('several unknown options are named together, and nothing is guessed for a far one', () => {
  const error = refusal({ zebra: 1, profil: 2 });
  expect(error.what).toContain("'zebra', 'profil'");
  expect(error.remedies.map((remedy) => remedy.text)).toHaveLength(2);
});

test('a wrong value names the option, what was expected and what was received', () => {
  const error = refusal({ timeoutSeconds: 'soon', profile: 3 });
  expect(error.code).toBe('STATIX_OPTION_INVALID');
  expect(error.excerpt).toEqual([
    expect.stringMatching(/^profile: .*string.*; received 3$/),
    expect.stringMatching(/^timeoutSeconds: .*number.*; received "soon"$/),
  ]);
});

test('an unknown key deeper down is a wrong value with its path', () => {
  const error = refusal({ perBinary: { server: { args: [], port: 1 } } });
  expect(error.excerpt[0]).toMatch(/^perBinary\.server: .*port/);
});
