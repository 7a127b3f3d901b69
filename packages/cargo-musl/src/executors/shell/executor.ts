import { executor } from '@statix/task';
import { loadContext } from '../../plan/load-context.js';
import { performShell } from './perform.js';
import { planShell } from './plan.js';
import { shellSchema } from './schema.js';
import { ownTerminal } from './terminal.js';

/** A shell where a Cargo package is built. */
export default executor({
  name: '@statix/cargo-musl:shell',
  schema: shellSchema,
  async work(options, task) {
    const plan = planShell(options, await loadContext(options, task));
    await performShell(plan, { ...task, terminal: ownTerminal() });
  },
});
