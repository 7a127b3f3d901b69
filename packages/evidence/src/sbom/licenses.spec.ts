import { licensesOf } from './licenses.js';

test.each([
  ['MIT OR Apache-2.0', 'MIT OR Apache-2.0'],
  ['MIT/Apache-2.0', 'MIT OR Apache-2.0'],
  ['MIT / Apache-2.0', 'MIT OR Apache-2.0'],
  ['(MIT OR Apache-2.0) AND Unicode-3.0', '(MIT OR Apache-2.0) AND Unicode-3.0'],
  ['Apache-2.0 WITH LLVM-exception', 'Apache-2.0 WITH LLVM-exception'],
  ['LicenseRef-ours', 'LicenseRef-ours'],
])('%s is an expression', (stated, expression) => {
  expect(licensesOf(stated)).toEqual([{ expression }]);
});

test.each(['mit', 'MIT OR', 'see LICENSE', `${'('.repeat(2000)}MIT${')'.repeat(2000)}`])(
  '%s is the name of a licence that SPDX does not have',
  (name) => {
    expect(licensesOf(name)).toEqual([{ license: { name } }]);
  },
);

test.each([null, '', '  '])('%j states none', (stated) => {
  expect(licensesOf(stated)).toBeUndefined();
});
