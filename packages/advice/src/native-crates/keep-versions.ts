import { featureReleases } from './knowledge/feature-releases.js';
import { compareReleases } from './version-range.js';

/**
 * Lines for a Cargo.toml with the version requirements that the user has: a remedy adds features,
 * and asks nobody to move to another release. But where no release that the user's requirement allows has
 * the features, the line keeps the version that it was written for, and `…` becomes the first that has them.
 *
 * @param requirementOf the user's requirement of a crate, `0.9` or `0.9.3`; undefined where there is none
 */
export function keepVersions(
  snippet: string,
  requirementOf: (crate: string) => string | undefined,
): string {
  return snippet.replace(
    /^([\w-]+)( = (?:\{ version = )?")(\d[\d.]*|…)("[^\n]*)/gm,
    (line, crate: string, before: string, written: string, after: string) => {
      const requirement = requirementOf(crate);
      const features = /features = \[([^\]]*)\]/.exec(after)?.[1] ?? '';
      const wanted = [...features.matchAll(/"([^"]+)"/g)].map(
        ([, name = '']) => `${crate}/${name}`,
      );
      if (requirement !== undefined && wanted.every((feature) => mayHave(requirement, feature)))
        return `${crate}${before}${requirement}${after}`;
      const first = wanted.flatMap((feature) => featureReleases[feature]?.from ?? []).at(0);
      return written === '…' && first !== undefined
        ? `${crate}${before}${compatibleRequirement(first)}${after}`
        : line;
    },
  );
}

/** Whether a release that is compatible with the requirement has the feature. */
function mayHave(requirement: string, feature: string): boolean {
  const { from, before } = featureReleases[feature] ?? {};
  const version = /\d+(?:\.\d+)*/.exec(requirement)?.[0];
  if (version === undefined) return true;
  return (
    (from === undefined || compareReleases(nextBreaking(version), from) > 0) &&
    (before === undefined || compareReleases(version, before) < 0)
  );
}

/** The first release that is not compatible any more: `0.10` of 0.9.3, `5` of 4.5.1. Cargo book, "Version requirement syntax". */
function nextBreaking(version: string): string {
  const [major = 0, minor] = version.split('.').map(Number);
  return major > 0 || minor === undefined ? String(major + 1) : `0.${minor + 1}`;
}

/** What is compatible with a version and no older than its minor release: `0.9` of 0.9.118, `4` of 4.5.1. */
export function compatibleRequirement(version: string): string {
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return major === '0' ? `0.${minor}` : major;
}
