import type { CargoTarget } from '@statix/cargo';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { docTestsLeftOut } from './doc-tests.js';
import { testSchema } from './schema.js';

type Kind = CargoTarget['kind'];

function left(
  options: Record<string, unknown>,
  rustc: string,
  kinds: readonly Kind[] = ['lib', 'bin'],
): string | undefined {
  const targets = kinds.map((kind) => ({
    ...{ name: 'app', kind, path: 'src/lib.rs', requiredFeatures: [], declared: false },
  }));
  const parsed = testSchema.parse({ manifest: 'Cargo.toml', ...options });
  return docTestsLeftOut({ options: parsed, package: { targets } }, rustc);
}

test.each([
  ['1.88.0', {}],
  ['1.85.0', { filter: ['name'] }],
  ['1.85.0', { doc: true, lib: true }],
])('Cargo of %s leaves out those in the documentation, and that is said: %j', (rustc, options) => {
  expect(left(options, rustc)).toContain(`Rust ${rustc} runs none`);
});

test.each([
  ['1.89.0', {}],
  ['1.96.0', { doc: true }],
  ['2.0.0', {}],
  ['1.85.0', { lib: true }],
  ['1.85.0', { tests: ['place'] }],
  ['1.85.0', { coverage: true }],
  ['1.85.0', { testRunner: 'nextest' }],
  ['1.85.0', { noRun: true }],
])('with %s nothing is left out of %j', (rustc, options) => {
  expect(left(options, rustc)).toBeUndefined();
});

test.each<[string, Kind[]]>([
  ['a procedural macro has them for the host, where Cargo runs them', ['proc-macro']],
  ['a program has none', ['bin']],
])('%s', (_why, kinds) => {
  expect(left({}, '1.85.0', kinds)).toBeUndefined();
  expect(left({ doc: true }, '1.85.0', kinds)).toBeUndefined();
});

test('where they are all that is asked for, a run of none is no success', async () => {
  const error = await statixErrorOf(Promise.resolve().then(() => left({ doc: true }, '1.85.0')));
  expect(error).toMatchObject({ code: 'STATIX_TOOL_NOT_IN_IMAGE' });
  expect(error.what).toContain('Rust 1.85.0 runs no tests in the documentation');
});
