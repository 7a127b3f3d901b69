import { executor } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { push } from './perform.js';
import { pushSchema } from './schema.js';

export default executor({
  name: '@statix/image:push',
  schema: pushSchema,
  work: (options, { workspaceRoot, signal, commands, dotenvFolders }) =>
    push(options, { workspaceRoot, signal, commands, dotenvFolders, ...openTerminal() }),
});
