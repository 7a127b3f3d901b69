import { requireHashedInputs } from './require-hashed-inputs.js';

const hashed = ['{workspaceRoot}/crates/app/**/*', { externalDependencies: [] }];
const set = { sources: ['crates/app/**/*', '!**/.env'], files: [] };

test('what Nx hashes may be seen', () => {
  expect(() => {
    requireHashedInputs(hashed, set);
  }).not.toThrow();
});

test.each([
  ['an extra input that only the command line names', hashed],
  ['inputs that were replaced', ['default']],
  ['no inputs', undefined],
])('%s is refused', (_name, inputs) => {
  const more = { sources: [...set.sources, 'schema/**/*.sql'], files: [] };
  expect(() => {
    requireHashedInputs(inputs, more);
  }).toThrow(expect.objectContaining({ code: 'STATIX_INPUT_NOT_HASHED' }));
});
