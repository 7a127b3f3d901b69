import { githubCommand, githubCommandLine } from './github-command.js';

test('a command has its properties in order', () => {
  expect(githubCommand('error', { file: 'a b', line: 3, title: 't' }, 'm')).toBe(
    '::error file=a b,line=3,title=t::m',
  );
});

test('attack: a message ends neither the command nor its line, and a property no property', () => {
  const command = githubCommand('warning', { title: 'a,file=b::c' }, 'x\n::error::y\r%0A');
  expect(command).toBe('::warning title=a%2Cfile=b%3A%3Ac::x%0A::error::y%0D%250A');
  expect(githubCommandLine(command).split('\n')).toHaveLength(2);
});

test('attack: characters that steer a terminal are shown', () => {
  const command = githubCommand('error', { title: 't' }, '\u001b[2J\u202e##[group]');
  expect(githubCommandLine(command)).toBe('::error title=t::\\x1b[2J\\u202e#\\#[group]\n');
});
