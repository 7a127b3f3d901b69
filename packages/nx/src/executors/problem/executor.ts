import { renderError, StatixError } from '@statix/contract';
import { executor } from '@statix/task';
import { problemSchema } from './schema.js';

/** Stands for a task that cannot be run because of something that the graph has met; fails with it. */
export default executor({
  name: '@statix/nx:problem',
  schema: problemSchema,
  work({ problems }, { commands }) {
    const errors = problems.map(
      ({ code, what, why, remedies, excerpt }) =>
        new StatixError({
          code,
          what,
          ...(why === undefined ? {} : { why }),
          excerpt,
          remedies: remedies.map(({ text, snippet }) =>
            snippet === undefined ? text : { text, snippet },
          ),
        }),
    );
    const last = errors.pop();
    for (const error of errors)
      process.stderr.write(`${renderError(error, { commands: commands() })}\n\n`);
    return Promise.reject(
      last ?? new StatixError({ code: 'STATIX_UNEXPECTED', what: 'No problem was given' }),
    );
  },
});
