import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { described } from '../described.js';
import { configurations } from './configurations.js';
import { tripleAndProfile } from './places.js';
import type { StaticProject } from './static-project.js';

/** What it finds changes with the database and the day, so it is never cached. */
export function auditTarget(project: StaticProject): TargetConfiguration {
  const { settings } = project;
  return {
    executor: '@statix/verify:audit',
    cache: false,
    dependsOn: [targetNames.build, targetNames.verify],
    options: { ...tripleAndProfile(settings), ...settings['audit-static'] },
    ...configurations(project),
    metadata: described(
      'Hold what is in the binary against folders of advisories',
      project,
      targetNames.audit,
      { rustsec: '../advisory-db' },
    ),
  };
}
