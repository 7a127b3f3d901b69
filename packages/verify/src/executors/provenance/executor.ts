import { relative } from 'node:path';
import { ciRun } from '@statix/evidence';
import { containerRuns, plannedPrograms, withRunFiles } from '@statix/proof';
import { executor, nxRunStart, ranBuilds, requireSameSteps } from '@statix/task';
import { emulatorOfImage } from '@statix/toolchain';
import { ownVersion } from '../../evidence/own-version.js';
import { performProvenance } from './perform.js';
import { planProvenance } from './plan.js';
import { provenanceSchema } from './schema.js';
import { sourceRevision } from './source-revision.js';

/** Writes what can be attested of a project's programs; unsigned, which is the part of whoever runs it. */
export default executor({
  name: '@statix/verify:provenance',
  schema: provenanceSchema,
  async work(options, { workspaceRoot: root, projectName: project, signal, report, context }) {
    requireSameSteps(options, context);
    const since = nxRunStart();
    const plan = await withRunFiles(planProvenance(options, { root, project }), root, since);
    const builds = ranBuilds(context);
    const place = { workspaceRoot: root, project, folder: plan.binaries };
    const planned = await plannedPrograms(place, builds);
    const { revision, unknown } = await sourceRevision(root, since);
    if (unknown !== undefined) report(`No revision is attested: ${unknown}`);
    // Nx says it to its tasks (its tasks-runner/task-env.ts), for --skip-nx-cache as well.
    const withoutCache = process.env['NX_SKIP_NX_CACHE'] === 'true';
    const written = await performProvenance(
      { ...plan, planned },
      {
        ci: ciRun(process.env),
        revision,
        builtInThisRun: builds.length > 0 && withoutCache,
        version: ownVersion(),
        now: () => new Date(),
      },
      {
        ...containerRuns(signal, { findEmulator: emulatorOfImage(signal) }),
        print: (text) => process.stdout.write(text),
        signal,
      },
    );
    for (const path of written) report(`${relative(root, path)}  not signed`);
  },
});
