import { executor } from '@statix/task';
import { identify } from './perform.js';
import { identifySchema } from './schema.js';

export default executor({
  name: '@statix/image:identify',
  schema: identifySchema,
  async work(options, { workspaceRoot, report }) {
    const { reference, channel } = await identify(workspaceRoot, options);
    report(channel === undefined ? reference : `${reference}  Rust ${channel}`);
  },
});
