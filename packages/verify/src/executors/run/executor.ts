import { executor, requireSameSteps } from '@statix/task';
import { ownOptions } from './own-options.js';
import { performRun } from './perform.js';
import { placeOfRun } from './place.js';
import { runSchema } from './schema.js';

/** Runs the program that was built, on this machine or in an empty container. */
export default executor({
  name: '@statix/verify:run',
  schema: runSchema,
  ownOptions,
  async work(options, task) {
    requireSameSteps(options, task.context);
    const folder = task.context.cwd ?? task.workspaceRoot;
    await performRun(options, { ...task, folder, place: placeOfRun() });
  },
});
