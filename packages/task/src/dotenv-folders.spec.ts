import { dotenvFolders } from './dotenv-folders.js';

test.each([
  [undefined, ['/w']],
  ['.', ['/w']],
  ['', ['/w']],
  ['apps/a', ['/w', '/w/apps/a', '/w/apps']],
])('of a project in %j', (root, expected) => {
  const projectsConfigurations = { projects: { a: { root } } };
  expect(dotenvFolders({ root: '/w', projectName: 'a', projectsConfigurations })).toEqual(expected);
});
