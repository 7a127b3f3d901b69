import { executor } from '@statix/task';
import { lock } from './perform.js';
import { lockSchema } from './schema.js';

export default executor({
  name: '@statix/image:lock',
  schema: lockSchema,
  work: (options, { workspaceRoot, signal, report }) =>
    lock(workspaceRoot, options, { signal, report }),
});
