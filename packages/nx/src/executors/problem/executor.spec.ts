import problem from './executor.js';

const context = { root: '/', projectName: 'app', projectsConfigurations: { projects: {} } };
const one = {
  code: 'STATIX_MANIFEST_SYNTAX',
  what: 'app/Cargo.toml:1:9: illegal character in key',
  why: 'It is no TOML.',
  remedies: [{ text: 'Write it again:', snippet: 'cargo new app' }],
};

test('fails with the whole message, whatever else the target is given', async () => {
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const options = { problems: [one, { ...one, what: 'another' }], profile: 'dev', bogus: 1 };
  expect(await problem(options, context)).toEqual({ success: false });
  const text = written.mock.calls.join('');
  written.mockRestore();
  expect(text).toBe(
    `STATIX_MANIFEST_SYNTAX  app/Cargo.toml:1:9: illegal character in key

  It is no TOML.

  1. Write it again:
       cargo new app

STATIX_MANIFEST_SYNTAX  another

  It is no TOML.

  1. Write it again:
       cargo new app
`,
  );
});

test('a target without a problem is a failure all the same', async () => {
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await problem({ problems: [] }, context)).toEqual({ success: false });
  written.mockRestore();
});
