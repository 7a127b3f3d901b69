import { spellCommands } from '@statix/contract';
import { executor } from '@statix/task';
import { LOCK_COMMAND } from '@statix/toolchain';
import { lock } from './perform.js';
import { lockSchema } from './schema.js';

export default executor({
  name: '@statix/image:lock',
  schema: lockSchema,
  work: (options, { workspaceRoot, signal, report, commands }) =>
    lock(workspaceRoot, options, {
      signal,
      report,
      command: spellCommands(LOCK_COMMAND, commands()),
    }),
});
