import { programPath } from './program-path.js';

test.each([
  ['hello-static', '/program/hello-static'],
  ['g++', '/program/g++'],
  ['[', '/program/_'],
  ['my program\n', '/program/my_program_'],
  ['naïve', '/program/na_ve'],
  ['a/../../etc/passwd', '/program/a_.._.._etc_passwd'],
  ['', '/program/program'],
  ['.', '/program/program'],
  ['..', '/program/program'],
  ['x'.repeat(300), `/program/${'x'.repeat(255)}`],
])('%j', (name, path) => {
  expect(programPath(name)).toBe(path);
});
