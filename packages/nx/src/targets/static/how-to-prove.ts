import type { PackageSettings } from '../../settings/plugin-options.js';

type ProofSettings = Omit<
  PackageSettings['verify-static'],
  'triple' | 'profile' | 'binaries' | 'outputPath' | 'paths' | 'annotations'
>;

/** What is made of a verified program is proven as that was; where files lie, and who is told, is none of it. */
export function howToProve(settings: PackageSettings): ProofSettings {
  const {
    triple: _triple,
    profile: _profile,
    binaries: _binaries,
    outputPath: _outputPath,
    paths: _paths,
    annotations: _annotations,
    ...proof
  } = settings['verify-static'];
  return proof;
}
