import { executor } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { load } from './perform.js';
import { loadSchema } from './schema.js';

export default executor({
  name: '@statix/image:load',
  schema: loadSchema,
  work: (options, { workspaceRoot, signal }) =>
    load(options, { workspaceRoot, signal, ...openTerminal() }),
});
