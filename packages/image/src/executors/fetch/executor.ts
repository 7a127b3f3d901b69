import { executor } from '@statix/task';
import { fetchFiles } from './perform.js';
import { fetchSchema } from './schema.js';

export default executor({
  name: '@statix/image:fetch',
  schema: fetchSchema,
  work: (options, { workspaceRoot, signal, report }) =>
    fetchFiles(workspaceRoot, options, { signal, report }),
});
