import { relative, sep } from 'node:path';
import { hex } from '@statix/elf';
import { containerRuns, plannedPrograms, renderVerdict, withRunFiles } from '@statix/proof';
import {
  executor,
  nxRunStart,
  ranBuilds,
  requireDeclaredOutputs,
  requireHashedVariable,
} from '@statix/task';
import { emulatorOfImage } from '@statix/toolchain';
import { performStamp } from './perform.js';
import { planStamp } from './plan.js';
import { stampSchema } from './schema.js';
import { whichRevision } from './which-revision.js';

/** Writes the revision into a project's programs after they were built, and proves them again. */
export default executor({
  name: '@statix/verify:stamp',
  schema: stampSchema,
  step: 'stamp',
  async work(options, { workspaceRoot: root, projectName: project, signal, report, context }) {
    const since = nxRunStart();
    const plan = await withRunFiles(planStamp(options, { root, project }), root, since);
    const folder = relative(root, plan.outputPath).split(sep).join('/');
    requireDeclaredOutputs(folder, context);
    const place = { workspaceRoot: root, project, folder: plan.binaries };
    const planned = await plannedPrograms(place, ranBuilds(context));
    const asked = process.env['STATIX_REVISION'];
    if (options.revision === undefined && asked !== undefined && asked !== '') {
      requireHashedVariable('STATIX_REVISION', context);
    }
    const revision = await whichRevision(options, {
      workspaceRoot: root,
      ...(asked === undefined ? {} : { asked }),
      ...(since === undefined ? {} : { since }),
    });
    report(`Stamping ${project}, profile ${plan.profile}, ${plan.triple}: ${revision.text}`);
    const stamped = await performStamp({ ...plan, planned }, revision, {
      ...containerRuns(signal, { findEmulator: emulatorOfImage(signal) }),
      print: (text) => process.stdout.write(text),
      signal,
    });
    for (const { manifest, report: proof } of stamped) {
      const { name, place } = manifest;
      report(
        `${renderVerdict(proof)}; ${place.size} bytes at ${hex(place.offset)} written, all others as built`,
      );
      report(`${folder}/${name}  revision ${revision.text}  sha256 ${manifest.stamped.sha256}`);
    }
  },
});
