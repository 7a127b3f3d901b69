import { executor } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { prune } from './perform.js';
import { pruneSchema } from './schema.js';

export default executor({
  name: '@statix/image:prune',
  schema: pruneSchema,
  work: (options, { workspaceRoot, signal }) =>
    prune(options, { workspaceRoot, signal, ...openTerminal() }),
});
