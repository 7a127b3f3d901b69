import { ownOptions } from './own-options.js';
import { placeOfRun } from './place.js';

const context = {
  root: '/w',
  projectName: 'app',
  targetName: 'run-static',
  projectsConfigurations: {
    projects: {
      app: {
        targets: {
          'run-static': {
            options: { profile: 'release', args: ['--configured'] },
            configurations: { dev: { profile: 'dev' } },
          },
        },
      },
    },
  },
};

test('everything that is typed is for the program', () => {
  const raw = { profile: 'x', name: 'y', args: ['--profile=x', '--name=y'] };
  expect(ownOptions(raw, context)).toEqual({
    profile: 'release',
    args: ['--profile=x', '--name=y'],
  });
});

test('without anything typed the arguments of the target hold, and those of its configuration', () => {
  expect(ownOptions({ args: [] }, { ...context, configurationName: 'dev' })).toEqual({
    profile: 'dev',
    args: ['--configured'],
  });
});

test('Linux on x86_64 runs it, another machine a container; a setting decides otherwise', async () => {
  expect(placeOfRun({ platform: 'linux', arch: 'x64' }, undefined)).toBe('here');
  expect(placeOfRun({ platform: 'linux', arch: 'arm64' }, '')).toBe('container');
  expect(placeOfRun({ platform: 'darwin', arch: 'x64' }, undefined)).toBe('container');
  expect(placeOfRun({ platform: 'linux', arch: 'x64' }, 'container')).toBe('container');
  expect(() => placeOfRun({ platform: 'linux', arch: 'x64' }, 'there')).toThrow('STATIX_RUN');
});
