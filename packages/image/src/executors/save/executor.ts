import { executor } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { save } from './perform.js';
import { saveSchema } from './schema.js';

export default executor({
  name: '@statix/image:save',
  schema: saveSchema,
  work: (options, { workspaceRoot, signal, commands, dotenvFolders }) =>
    save(options, { workspaceRoot, signal, commands, dotenvFolders, ...openTerminal() }),
});
