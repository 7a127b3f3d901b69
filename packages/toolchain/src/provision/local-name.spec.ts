import { isLocalName, nameOfInstallation, namesOfInstallation } from './local-name.js';

const reference = 'statix.local/statix:0123';
const own = nameOfInstallation(reference, 'abcdef0123456789');

test('the name of an installation', () => {
  expect(own).toBe('statix.local/statix-abcdef01:0123');
});

test.each([
  [reference, reference, true],
  [own, reference, true],
  [reference, own, true],
  ['statix.local/statix-00000000:0123', own, true],
  ['statix.local/statix:4567', reference, false],
  ['statix.local/statix-mine:0123', reference, false],
  ['statix.local/statixx:0123', reference, false],
  ['mine:0123', reference, false],
])('%s for %s: %s', (name, of, expected) => {
  expect(isLocalName(name, of)).toBe(expected);
});

test.each([reference, own])('the names of an installation, from %s', (name) => {
  expect(namesOfInstallation(name, 'abcdef0123456789')).toEqual([reference, own]);
});
