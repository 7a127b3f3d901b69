import { isOfText, readableText, textKey } from './licence-texts.js';

const read = (text: string): string => readableText(Buffer.from(text));

test('equal texts are equal, whoever has saved them', () => {
  const text = read('MIT License\n\nPermission is\ngranted\n');
  expect(text).toBe('MIT License\n\nPermission is\ngranted');
  expect(read('\ufeff\r\nMIT License  \r\n\r\n\r\nPermission is\r\ngranted\r\n\f')).toBe(text);
  expect(textKey(read('MIT License\nPermission  is granted'))).toBe(textKey(text));
});

test('a text that is no UTF-8 is of the years before it', () => {
  expect(readableText(Buffer.from('© Jos\u00e9', 'latin1'))).toBe('© José');
});

test('code is no text of a licence', () => {
  const some = { length: 10 };
  expect(
    ['LICENSE-MIT', 'LICENSE.Apache', 'COPYING', 'NOTICE.md'].map((p) => isOfText(p, some)),
  ).toEqual([true, true, true, true]);
  expect(['copyright.pm', 'license.rs', 'notice.c'].map((p) => isOfText(p, some))).toEqual([
    false,
    false,
    false,
  ]);
  expect(isOfText('LICENSE', { length: 0 })).toBe(false);
});

test('attack: a text that moves a cursor, speaks to a runner of CI, or is longer than any', () => {
  expect(read('MIT \u001b[2J\n##vso[task.setvariable]x')).toBe(
    'MIT \\x1b[2J\n#\\#vso[task.setvariable]x',
  );
  expect(isOfText('LICENSE', { length: 1024 * 1024 + 1 })).toBe(false);
});

test.each([
  ['blanks', ' '],
  ['empty lines', '\n'],
  ['tabs and lines', '\t\n'],
])('attack: a million of %s before a letter take no time', (_name, part) => {
  const begun = performance.now();
  read(`a${part.repeat(1024 * 512)}b`);
  expect(performance.now() - begun).toBeLessThan(20_000);
});
