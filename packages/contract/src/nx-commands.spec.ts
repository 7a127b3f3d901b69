import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderError, StatixError } from './index.js';
import { spellCommands, type NxCommands } from './nx-commands.js';

const renamed: NxCommands = {
  nx: './nx',
  taskOf: ({ project, target }) => ({
    project: project === 'statix-image' ? 'toolbox' : project.replace('<project>', 'app'),
    target: target === 'build-static' ? 'build:static' : target,
  }),
};

test.each([
  ['npx nx run app:build-static --profile=dev', './nx run app:build:static --profile=dev'],
  ['npx nx run statix-image:image-lock', './nx run toolbox:image-lock'],
  [
    'Publish it again: `npx nx run statix-image:image-push`.',
    'Publish it again: `./nx run toolbox:image-push`.',
  ],
  ['npx nx reset --only-cache', './nx reset --only-cache'],
  ['npx nx generate @statix/nx:init', './nx generate @statix/nx:init'],
  ['npx nx g @statix/nx:revision <project>', './nx g @statix/nx:revision app'],
  // No command: keys of settings keep their names, and another release of Nx is started by npx.
  ['[package.metadata.statix.build-static]', '[package.metadata.statix.build-static]'],
  ['npx nx@23 init', 'npx nx@23 init'],
])('%s', (written, typed) => {
  expect(spellCommands(written, renamed)).toBe(typed);
});

test('fault: remedies are spelled for the workspace, and what comes from a log is not', () => {
  const error = new StatixError({
    code: 'STATIX_TEST',
    what: 'it said npx nx run app:build-static',
    excerpt: ['npx nx reset'],
    remedies: [
      'See `npx nx show project app`.',
      { text: 'Again:', snippet: 'npx nx run app:build-static' },
    ],
  });
  expect(renderError(error, { commands: renamed })).toBe(
    [
      'STATIX_TEST  it said npx nx run app:build-static',
      '',
      '    npx nx reset',
      '',
      '  1. See `./nx show project app`.',
      '  2. Again:',
      '       ./nx run app:build:static',
    ].join('\n'),
  );
});

test('every command of a message is written so that it can be spelled', () => {
  const packages = join(__dirname, '../..');
  const found = readdirSync(packages).flatMap((name) =>
    readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.spec)\.ts$/.test(file) && !/(^|\/)testing\//.test(file))
      .flatMap((file) =>
        readFileSync(join(packages, name, 'src', file), 'utf8')
          .split('\n')
          .filter((line) => !/^\s*(\*|\/\/|\/\*)/.test(line))
          .filter((line) => /(?<!npx |\.\/|\{)\bnx (run|reset|show) /.test(line))
          .map((line) => `${name}/${file}: ${line.trim()}`),
      ),
  );
  expect(found).toEqual([]);
});
