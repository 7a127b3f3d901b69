import type { PackageSettings } from '../../settings/plugin-options.js';

type ProofSettings = Omit<
  PackageSettings['verify-static'],
  'triple' | 'profile' | 'binaries' | 'outputPath'
>;

/** What is made of a verified program is proven as that was; where files lie is none of it. */
export function howToProve(settings: PackageSettings): ProofSettings {
  const {
    triple: _triple,
    profile: _profile,
    binaries: _binaries,
    outputPath: _outputPath,
    ...proof
  } = settings['verify-static'];
  return proof;
}
