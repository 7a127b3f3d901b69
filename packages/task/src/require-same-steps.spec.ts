import { requireSameSteps } from './require-same-steps.js';
import { taskContext } from './testing/task-context.js';

const release = { profile: 'release', triple: 't' };

test('the same profile, from options, a configuration or the command line', () => {
  requireSameSteps(release, taskContext('verify-static', 'static'));
  const dev = { ...release, profile: 'dev' };
  requireSameSteps(dev, taskContext('verify-static', 'static', { profile: 'dev' }));
  requireSameSteps(dev, taskContext('verify-static', 'static', {}, { configurationName: 'dev' }));
});

test('fault: an older file of another profile is never the input, and the remedy builds it', () => {
  const context = taskContext('verify-static', 'verify-static');
  expect(() => {
    requireSameSteps({ ...release, profile: 'dev' }, context);
  }).toThrow(
    expect.objectContaining({
      code: 'STATIX_STEPS_DIFFER',
      what: "app:verify-static has the profile 'dev', and build-static before it has 'release'",
      remedies: expect.arrayContaining([
        expect.objectContaining({ snippet: 'npx nx run app:verify-static --profile=dev' }),
      ]) as unknown,
    }),
  );
});

test('another triple', () => {
  expect(() => {
    requireSameSteps({ ...release, triple: 'u' }, taskContext('compress-static', 'static'));
  }).toThrow(expect.objectContaining({ code: 'STATIX_STEPS_DIFFER' }));
});

test('a step by itself has nothing to compare', () => {
  requireSameSteps({ ...release, profile: 'x' }, taskContext('build-static', 'build-static'));
});
