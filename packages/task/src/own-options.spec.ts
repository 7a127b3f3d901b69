import { ownOptions } from './own-options.js';
import { taskContext } from './testing/task-context.js';

const refused = (code: string, what: string) =>
  expect.objectContaining({ code, what: expect.stringContaining(what) as string });

describe.each([23, 24] as const)('what is given to all steps together, Nx %i', (nx) => {
  const given = { profile: 'dev', features: 'tls', args: ['-x'], level: '1' };
  const optionsFor = (step: 'build' | 'verify' | 'compress', target: string) =>
    ownOptions(step, given, taskContext(target, 'static', given, { nx }));

  test('reaches the step that it is for', () => {
    expect(optionsFor('build', 'build-static')).toEqual({ profile: 'dev', features: 'tls' });
    expect(optionsFor('verify', 'verify-static')).toEqual({ profile: 'dev', args: ['-x'] });
    expect(optionsFor('compress', 'compress-static')).toEqual({
      profile: 'dev',
      args: ['-x'],
      level: '1',
    });
  });

  test.each(['outputPath', 'environment', 'image', 'files'])(
    '%s is refused: it is another in each',
    (option) => {
      const overrides = { [option]: 'x' };
      const context = taskContext('build-static', 'static', overrides, { nx });
      expect(() => ownOptions('build', overrides, context)).toThrow(
        refused('STATIX_OPTION_AMBIGUOUS', `app:static cannot take '${option}'`),
      );
    },
  );

  test('what no step knows is refused by the first of them, with a near name', () => {
    const context = taskContext('build-static', 'static', { profil: 'dev' }, { nx });
    expect(() => ownOptions('build', { profil: 'dev' }, context)).toThrow(
      expect.objectContaining({
        code: 'STATIX_OPTION_UNKNOWN',
        what: "app:static has no option 'profil'",
        remedies: expect.arrayContaining([
          expect.objectContaining({ text: "Did you mean 'profile'?" }),
        ]) as unknown,
      }),
    );
  });
});

describe('what is given to one step', () => {
  test('and is of the steps before reaches them', () => {
    const given = { features: ['tls'], expectedExitCode: 0 };
    const begun = 'verify-static';
    expect(ownOptions('build', given, taskContext('build-static', begun, given))).toEqual({
      features: ['tls'],
    });
    expect(ownOptions('verify', given, taskContext(begun, begun, given))).toEqual({
      expectedExitCode: 0,
    });
  });

  test('and means something else before is there what it is without a command line', () => {
    const given = { environment: { A: 'run' }, outputPath: 'evidence' };
    const options = { 'build-static': { environment: { A: 'build' } } };
    const begun = 'verify-static';
    expect(
      ownOptions('build', given, taskContext('build-static', begun, given, { options })),
    ).toEqual({ environment: { A: 'build' } });
    expect(ownOptions('verify', given, taskContext(begun, begun, given))).toEqual(given);
  });

  test('the run of the packed program is the run of the original', () => {
    const given = { environment: { A: 'run' }, outputPath: 'packed' };
    const begun = 'compress-static';
    expect(ownOptions('verify', given, taskContext('verify-static', begun, given))).toEqual({
      environment: { A: 'run' },
    });
  });

  test('and is of a later one is refused', () => {
    const given = { expectedStdout: 'x' };
    const context = taskContext('build-static', 'build-static', given);
    expect(() => ownOptions('build', given, context)).toThrow(
      refused('STATIX_OPTION_UNKNOWN', "The build step has no option 'expectedStdout'"),
    );
  });

  test('its own outputPath stays', () => {
    const given = { outputPath: 'out', profile: 'release' };
    const context = taskContext('build-static', 'build-static', { outputPath: 'out' });
    expect(ownOptions('build', given, context)).toEqual(given);
  });
});

test.each(['build', 'verify', 'compress'] as const)(
  'what a task of others was given, and Nx hands on over one that was not given it, is not for %s',
  (step) => {
    // `nx run app:deploy --to=x`: deploy depends on static and forwards nothing, and static forwards.
    const typed = { to: 'x' };
    const { taskGraph, ...context } = taskContext(`${step}-static`, 'static', typed);
    const tasks = Object.fromEntries(
      Object.entries(taskGraph!.tasks).map(([id, task]) => [
        id,
        id === 'app:static' ? { ...task, overrides: {} } : task,
      ]),
    );
    const revived = { ...context, taskGraph: { ...taskGraph!, tasks } };
    expect(ownOptions(step, { ...typed, profile: 'dev' }, revived)).toEqual({ profile: 'dev' });
  },
);

test('options of a configuration and defaults are no business of other steps', () => {
  const context = taskContext('build-static', 'static', {}, { configurationName: 'dev' });
  const given = { profile: 'dev', environment: { A: 'b' }, outputPath: 'set/in/project.json' };
  expect(ownOptions('build', given, context)).toEqual(given);
});

test('without a run of tasks all that the step knows is its own', () => {
  const { taskGraph: _, ...context } = taskContext('build-static', 'static');
  expect(ownOptions('build', { outputPath: 'x', profile: 'dev' }, context)).toEqual({
    outputPath: 'x',
    profile: 'dev',
  });
});
