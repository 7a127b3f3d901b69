import { executor } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { build } from './perform.js';
import { buildSchema } from './schema.js';

export default executor({
  name: '@statix/image:build',
  schema: buildSchema,
  work: (options, { workspaceRoot, signal, commands, dotenvFolders }) =>
    build(options, { workspaceRoot, signal, commands, dotenvFolders, ...openTerminal() }),
});
