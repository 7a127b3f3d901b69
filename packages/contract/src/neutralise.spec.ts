import { neutralise, neutraliseKeepingColour } from './neutralise.js';

test.each([
  ['a terminal escape', 'a\u001b]0;title\u0007b', 'a\\x1b]0;title\\x07b'],
  ['a carriage return that overwrites', 'good\rbad', 'good\\x0dbad'],
  ['a C1 control', 'a\u009b31mb', 'a\\x9b31mb'],
  ['a bidirectional override', 'a\u202eb', 'a\\u202eb'],
  ['a GitHub Actions command', '::set-output name=x::y', '\\::set-output name=x::y'],
  ['an indented one', '  ::error::x', '  \\::error::x'],
  ['an Azure and a TeamCity command', '##[error]\n##teamcity[x]', '#\\#[error]\n#\\#teamcity[x]'],
  ['a Windows line end', 'a\r\nb', 'a\nb'],
])('%s', (_name, text, safe) => {
  expect(neutralise(text)).toBe(safe);
});

test('leaves ordinary text, tabs, Rust paths and headings', () => {
  const text = 'a\tb ::std::vec\nstd::io\n## heading';
  expect(neutralise(text)).toBe(text);
});

test('keeps colours and nothing else', () => {
  expect(neutraliseKeepingColour('\u001b[31mred\u001b[0m\u001b[2J')).toBe(
    '\u001b[31mred\u001b[0m\\x1b[2J',
  );
});

test.each([
  ['##[error]x', 'a ##[error]x'],
  ['##vso[x]', 'warning: ##vso[task.setvariable variable=a]b'],
  ['upper case', 'x ##VSO[task.complete]'],
  ['more signs', '####[group]x'],
  ['a soft hyphen within', 'x #\u00ad#vso[a]b'],
  ['a variation selector within', 'x #\ufe0f#\ufe0fv\ufe0fso\ufe0f[a]b'],
])('attack: a CI command anywhere in a line: %s', (_name, text) => {
  for (const safe of [neutralise(text), neutraliseKeepingColour(text)]) {
    expect(safe.replace(/[\p{Cf}\p{Mn}]/gu, '')).not.toMatch(/##[a-z]*\[/i);
    expect(safe.replaceAll('\\#', '#')).toBe(text);
  }
});

test('attack: a CI command after a colour, after spaces and on the second line', () => {
  expect(neutraliseKeepingColour('\u001b[31m##[error]x\u001b[0m')).toBe(
    '\u001b[31m#\\#[error]x\u001b[0m',
  );
  expect(neutralise('a\n\u00a0\u3000::error::x')).toBe('a\n\u00a0\u3000\\::error::x');
});
