import { evidenceName } from './evidence-name.js';

test.each([
  ['app', 'app'],
  ['./dist/app', 'dist/app'],
  ['a.tar!bin/app', 'a.tar/bin/app'],
  ['../other/app', '_/other/app'],
  ['/usr/bin/app', 'usr/bin/app'],
  ['a!../../app', 'a/_/_/app'],
])('attack: the evidence of %s stays in its folder: %s', (name, place) => {
  expect(evidenceName(name)).toBe(place);
});
