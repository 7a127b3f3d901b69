import { executor, requireSameSteps } from '@statix/task';
import { pushCredentials } from '../../registry/push-credentials.js';
import { openRegistry } from '../../registry/registry-client.js';
import { packagedImage } from '../packaged-image.js';
import { performPush } from './perform.js';
import { planPush } from './plan.js';
import { pushSchema } from './schema.js';

/** Pushes the OCI image of a project's package to a registry. */
export default executor({
  name: '@statix/package:push',
  schema: pushSchema,
  async work(options, task) {
    const { workspaceRoot, projectName, context, signal, report } = task;
    requireSameSteps(options, context);
    const { triple, profile, packages } = options;
    const place = { workspaceRoot, project: projectName, triple, profile, packages };
    const image = await packagedImage(place);
    const plan = planPush(options, projectName, image.container.tag);
    const credentials = await pushCredentials(plan.address.registry, process.env, signal);
    const client = openRegistry(plan.address, credentials, { env: process.env, signal });
    try {
      report(`Pushing ${plan.repository}, profile ${profile}, ${triple}`);
      const reference = await performPush(image, plan, client, task);
      report(`Pushed ${reference}`);
      for (const tag of plan.tags) report(`  tag ${plan.repository}:${tag}`);
      report(`  written into ${plan.digestFile}`);
    } finally {
      await client.close();
    }
  },
});
