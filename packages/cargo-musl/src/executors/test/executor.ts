import { executor, requireDeclaredOutputs } from '@statix/task';
import { showAnnotation } from '../../output/show-annotation.js';
import { loadContext } from '../../plan/load-context.js';
import { requireHashed } from '../../run/require-hashed.js';
import { performTests } from './perform.js';
import { planTests } from './plan.js';
import { renderTests } from './report-tests.js';
import { testSchema } from './schema.js';

/** Compiles the tests of a Cargo package as static programs, and runs them in the image. */
export default executor({
  name: '@statix/cargo-musl:test',
  schema: testSchema,
  async work(options, task) {
    const plan = planTests(options, await loadContext(options, task));
    requireDeclaredOutputs(plan.outputPath, task.context);
    await requireHashed(plan, task);
    const suites = await performTests(plan, { ...task, annotate: showAnnotation });
    task.report(renderTests(suites, options));
  },
});
