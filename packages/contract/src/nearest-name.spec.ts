import { nearestName } from './nearest-name.js';

const names = ['profile', 'features', 'expectedStdout', 'triple'];

test.each([
  ['profil', 'profile'],
  ['Profile', 'profile'],
  ['fetaures', 'features'],
  ['expected_stdout', 'expectedStdout'],
  ['tripel', 'triple'],
  ['bogus', undefined],
  ['x', undefined],
])('%s → %s', (mistyped, meant) => {
  expect(nearestName(mistyped, names)).toBe(meant);
});
