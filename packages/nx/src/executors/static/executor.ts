import { executor } from '@statix/task';
import { renderResult } from './render-result.js';
import { resultsOf } from './results.js';
import { staticSchema } from './schema.js';

/**
 * All steps of a project. They are tasks of their own that Nx has run before this one; it says which
 * programs have come of them.
 */
export default executor({
  name: '@statix/nx:static',
  schema: staticSchema,
  async work(_options, { context, report }) {
    for (const result of await resultsOf(context)) report(renderResult(result));
  },
});
