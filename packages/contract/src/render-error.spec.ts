import { readFileSync } from 'node:fs';
import { renderError } from './render-error.js';
import { StatixError } from './statix-error.js';

const error = new StatixError({
  code: 'STATIX_LOCKFILE_MISSING',
  what: 'app has no Cargo.lock beside Cargo.toml',
  why: 'Without it no result could be cached.',
  excerpt: ['evil \u001b[2J line'],
  remedies: [{ text: 'Write it:', snippet: 'cargo generate-lockfile' }, 'Commit it.'],
  cause: new Error('ENOENT'),
});

test('code, what, why, excerpt, numbered remedies; no stack', () => {
  expect(renderError(error)).toBe(
    [
      'STATIX_LOCKFILE_MISSING  app has no Cargo.lock beside Cargo.toml',
      '',
      '  Without it no result could be cached.',
      '',
      '    evil \\x1b[2J line',
      '',
      '  1. Write it:',
      '       cargo generate-lockfile',
      '  2. Commit it.',
    ].join('\n'),
  );
});

test('verbose adds stacks of the error and its causes', () => {
  expect(renderError(error, { verbose: true })).toMatch(
    /render-error\.spec[^]*caused by Error: ENOENT/,
  );
});

test('an error that is no StatixError is a defect of ours and comes with its stack', () => {
  expect(renderError(new TypeError('x is undefined'))).toMatch(
    /^STATIX_UNEXPECTED {2}x is undefined[^]*defect in Statix[^]*TypeError: x is undefined\n +at /,
  );
});

test('attack: the message of an error that is no StatixError holds a CI command', () => {
  const rendered = renderError(new Error('a ##vso[task.setvariable variable=x]y\n::error::z'));
  expect(rendered).not.toContain('##vso[');
  expect(rendered).not.toMatch(/^::error/m);
});

test('fault: what the operating system refused is not called a defect', () => {
  let refused: unknown;
  try {
    readFileSync('/nowhere/at/all');
  } catch (error) {
    refused = error;
  }
  const text = renderError(refused);
  expect(text).toMatch(/^STATIX_UNEXPECTED {2}ENOENT: no such file or directory, open/);
  expect(text).toContain('The operating system refused it');
  expect(text).not.toContain('defect');
});
