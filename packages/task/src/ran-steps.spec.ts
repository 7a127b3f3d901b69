import { ranSteps } from './ran-steps.js';
import { taskContext } from './testing/task-context.js';

test.each([23, 24] as const)(
  'the steps before this one, first to last, in the form of Nx %i',
  (nx) => {
    const ran = ranSteps(taskContext('static', 'static', { profile: 'dev' }, { nx }));
    expect(ran.map(({ step, options }) => [step, options['profile']])).toEqual([
      ['build', 'dev'],
      ['verify', 'dev'],
      ['compress', 'dev'],
    ]);
  },
);

test('none outside of a run of tasks', () => {
  const { taskGraph: _, ...context } = taskContext('static', 'static');
  expect(ranSteps(context)).toEqual([]);
});
