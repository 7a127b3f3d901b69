import * as z from 'zod';
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

test('fault: an unknown key deeper down has a line of its own, and the nearest name is offered', () => {
  const error = refusal({ perBinary: { server: { args: [], argss: 1, zebra: 2 } } });
  expect(error.code).toBe('STATIX_OPTION_INVALID');
  expect(error.excerpt).toEqual([
    'perBinary.server.argss: there is no such key; the keys are args',
    'perBinary.server.zebra: there is no such key; the keys are args',
  ]);
  expect(error.remedies[0]?.text).toBe(
    "Did you mean 'perBinary.server.args' instead of 'perBinary.server.argss'?",
  );
});

test('of a value with several forms, the nearest one says which key is wrong', () => {
  const forms = z.strictObject({
    expect: z
      .array(z.union([z.string(), z.strictObject({ name: z.string(), sharing: z.boolean() })]))
      .default([]),
  });
  try {
    parseOptions(forms, { expect: [{ name: 'a', sharing: true, nmae: 1 }] }, 'x');
    throw new Error('was accepted');
  } catch (error) {
    expect(error).toMatchObject({
      code: 'STATIX_OPTION_INVALID',
      excerpt: ['expect.0.nmae: there is no such key; the keys are name, sharing'],
    });
  }
});

test('fault: an unknown option does not hide what else is wrong', () => {
  const error = refusal({ profil: 'dev', timeoutSeconds: 'soon', perBinary: { a: { arg: [] } } });
  expect(error.code).toBe('STATIX_OPTION_UNKNOWN');
  expect(error.excerpt).toEqual([
    expect.stringMatching(/^timeoutSeconds: /),
    expect.stringMatching(/^perBinary\.a\.args: .*received nothing/),
    'perBinary.a.arg: there is no such key; the keys are args',
  ]);
  expect(error.remedies.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      "Did you mean 'profile' instead of 'profil'?",
      "Did you mean 'perBinary.a.args' instead of 'perBinary.a.arg'?",
    ]),
  );
});
