import { executor } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { cacheList } from './perform.js';
import { cacheListSchema } from './schema.js';

export default executor({
  name: '@statix/image:cache-list',
  schema: cacheListSchema,
  work: (options, { workspaceRoot, signal }) =>
    cacheList(options, { workspaceRoot, signal, ...openTerminal() }),
});
