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

const own = [...hashed, '!{workspaceRoot}/**/.env'];

test.each([
  ['the plugin’s own negation', own],
  ['more inputs', [...own, '{workspaceRoot}/notes.txt', { env: 'CI' }]],
  ['a named input without a negation', [...own, 'more']],
  ['a negation in the inputs of dependencies', [...own, { input: 'fewer', dependencies: true }]],
])('%s may be there', (_name, inputs) => {
  expect(() => {
    requireHashedInputs(inputs, set, {
      named: { more: ['{projectRoot}/x'], fewer: ['!{projectRoot}/x'] },
    });
  }).not.toThrow();
});

test.each([
  ['a negation', '!{workspaceRoot}/crates/app/gen/**'],
  ['a negation of the project', '!{projectRoot}/gen/**'],
  ['a negation as an object', { fileset: '!{workspaceRoot}/crates/app/gen/**' }],
  ['a named input that has a negation', 'fewer'],
  ['a named input of a named input that has a negation', { input: 'outer' }],
])('fault: %s is added to the inputs, and the build still sees the file', (_name, input) => {
  const named = { fewer: ['!{projectRoot}/gen/**'], outer: ['fewer', 'outer'] };
  expect(() => {
    requireHashedInputs([...own, input], set, { named, projectRoot: 'crates/app' });
  }).toThrow(
    expect.objectContaining({
      code: 'STATIX_INPUT_NOT_HASHED',
      what: expect.stringContaining('takes files out of the hash'),
      remedies: [
        expect.objectContaining({ snippet: expect.stringContaining('["!crates/app/gen/**"]') }),
      ],
    }),
  );
});
