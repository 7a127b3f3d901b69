import { join } from 'node:path/posix';
import { executor, requireDeclaredOutputs } from '@statix/task';
import { renderCoverage } from '../../output/coverage.js';
import { showAnnotation } from '../../output/show-annotation.js';
import { loadContext } from '../../plan/load-context.js';
import { inBuildQueue } from '../../run/in-build-queue.js';
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
    const { suites, coverage } = await inBuildQueue(task.workspaceRoot, (queue) =>
      performTests(plan, { ...task, annotate: showAnnotation, queue }),
    );
    task.report(renderTests(suites, options));
    if (coverage === undefined) return;
    const place = join(plan.outputPath, 'coverage.lcov');
    for (const line of renderCoverage(coverage, place).split('\n')) task.report(line);
  },
});
