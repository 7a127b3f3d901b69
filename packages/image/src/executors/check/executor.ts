import { executor } from '@statix/task';
import { check } from './perform.js';
import { checkSchema } from './schema.js';

export default executor({
  name: '@statix/image:check',
  schema: checkSchema,
  work: (options, { workspaceRoot, signal, report, commands, dotenvFolders }) =>
    check(workspaceRoot, options, { signal, report, commands, dotenvFolders }),
});
