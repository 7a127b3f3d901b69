import type { TargetConfiguration } from '@nx/devkit';
import type { PackageSettings } from '../../settings/plugin-options.js';
import { targetNames } from '../../settings/target-names.js';
import { allTarget } from './all-target.js';
import { auditTarget } from './audit-target.js';
import { buildTarget } from './build-target.js';
import { compressTarget } from './compress-target.js';
import { imageTargets, packageTarget } from './package-targets.js';
import { inputsTarget } from './inputs-target.js';
import { planTarget } from './plan-target.js';
import { provenanceTarget } from './provenance-target.js';
import { rebuildTarget } from './rebuild-target.js';
import { runTarget } from './run-target.js';
import { shellTarget } from './shell-target.js';
import { stampTarget } from './stamp-target.js';
import type { StaticProject } from './static-project.js';
import { testTargets } from './test-targets.js';
import { verifyTarget } from './verify-target.js';

/** The targets of a package with programs, by the names that we give them. */
export function staticTargets(project: StaticProject): Record<string, TargetConfiguration> {
  const extra = extraSteps(project.settings);
  return {
    [targetNames.inputs]: inputsTarget(project),
    [targetNames.build]: buildTarget(project),
    [targetNames.verify]: verifyTarget(project),
    ...(extra.includes(targetNames.stamp) ? { [targetNames.stamp]: stampTarget(project) } : {}),
    ...(extra.includes(targetNames.compress)
      ? { [targetNames.compress]: compressTarget(project) }
      : {}),
    ...(extra.includes(targetNames.package)
      ? { [targetNames.package]: packageTarget(project), ...imageTargets(project) }
      : {}),
    [targetNames.all]: allTarget(project, extra),
    [targetNames.plan]: planTarget(project),
    [targetNames.run]: runTarget(project),
    [targetNames.rebuild]: rebuildTarget(project),
    [targetNames.provenance]: provenanceTarget(project),
    [targetNames.audit]: auditTarget(project),
    [targetNames.shell]: shellTarget(project),
    ...testTargets(project),
  };
}

/** Names of the steps after the proof that a package asks for, first to last. */
export function extraSteps(settings: PackageSettings): string[] {
  return [targetNames.stamp, targetNames.compress, targetNames.package].filter(
    (name) => settings[name] !== false,
  );
}

/** Those of a library. */
export function libraryTargets(project: StaticProject): Record<string, TargetConfiguration> {
  return {
    [targetNames.inputs]: inputsTarget(project),
    [targetNames.shell]: shellTarget(project),
    ...testTargets(project),
  };
}
