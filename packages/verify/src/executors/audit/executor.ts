import { executor, requireSameSteps } from '@statix/task';
import { performAudit } from './perform.js';
import { planAudit } from './plan.js';
import { auditSchema } from './schema.js';

/** Holds the bills of materials of a project's programs against folders of advisories. */
export default executor({
  name: '@statix/verify:audit',
  schema: auditSchema,
  async work(options, { workspaceRoot: root, projectName: project, signal, context, report }) {
    requireSameSteps(options, context);
    const today = new Date().toISOString().slice(0, 10);
    const plan = planAudit(options, { root, project, today });
    report(`Auditing ${project}, profile ${plan.profile}, ${plan.triple}`);
    await performAudit(plan, { print: (text) => process.stdout.write(text), signal });
  },
});
