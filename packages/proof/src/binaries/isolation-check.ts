import type { BuildManifest, Check } from '@statix/contract';
import { newCheck } from '@statix/elf';
import { ISOLATION_CHECK_ID } from '../checks/check-ids.js';

/**
 * Refuses a program that was built without a container, unless that is allowed: then whatever the user who built
 * it could reach may be in it, and that is in no hash. There is no check for a container's: the manifest is
 * no proof of one.
 */
export function isolationCheck(manifest: BuildManifest | undefined): Check[] {
  if (manifest?.isolation !== 'none') return [];
  return [
    newCheck(ISOLATION_CHECK_ID, 'fail', 'The program was built without isolation', [
      'the build manifest says isolation none: option `runsOn` of the build is host',
    ]),
  ];
}
