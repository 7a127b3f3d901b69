import type { PackageSettings } from '../../settings/plugin-options.js';

export const defaultTriple = 'x86_64-unknown-linux-musl';

export const defaultProfile = 'release';

/** All steps of a project read and write the same folder names. */
export function tripleAndProfile(settings: PackageSettings): { triple: string; profile: string } {
  const { triple = defaultTriple, profile = defaultProfile } = settings['build-static'];
  return { triple, profile };
}
