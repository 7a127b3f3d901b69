import { compareDebianVersions, isDebianVersion } from '@statix/contract';
import { compare, parse } from 'semver';

/** How the versions of an ecosystem are ordered. */
export interface VersionOrder {
  /** Whether a text is a version at all. */
  readonly knows: (version: string) => boolean;
  readonly compare: (left: string, right: string) => number;
}

/** SemVer 2.0, as crates have it. */
export const semverOrder: VersionOrder = {
  knows: (version) => parse(version) !== null,
  compare,
};

export const debianOrder: VersionOrder = {
  knows: isDebianVersion,
  compare: compareDebianVersions,
};
