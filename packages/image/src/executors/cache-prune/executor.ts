import { executor } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { cachePrune } from './perform.js';
import { cachePruneSchema } from './schema.js';

export default executor({
  name: '@statix/image:cache-prune',
  schema: cachePruneSchema,
  work: (options, { workspaceRoot, signal }) =>
    cachePrune(options, { workspaceRoot, signal, ...openTerminal() }),
});
