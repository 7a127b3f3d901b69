import type { BuildManifest, Check } from '@statix/contract';
import { MANIFEST_CHECK_ID } from '../checks/check-ids.js';

/** Whether a file is the one that the build wrote down, and was built for what is verified. */
export function manifestCheck(
  file: { readonly name: string; readonly sha256: string; readonly size: number },
  manifest: BuildManifest | undefined,
  expected: { readonly triple: string; readonly profile: string },
): Check {
  if (manifest === undefined) {
    return {
      id: MANIFEST_CHECK_ID,
      status: 'not-applicable',
      summary: 'No build manifest lies beside the program',
      evidence: [],
    };
  }
  const { binary, triple, profile } = manifest;
  const compared = [
    { what: 'sha256', built: binary.sha256, found: file.sha256 },
    { what: 'size', built: String(binary.size), found: String(file.size) },
    { what: 'name', built: binary.name, found: file.name },
    { what: 'triple', built: triple, found: expected.triple },
    { what: 'profile', built: profile, found: expected.profile },
  ];
  const differing = compared.filter(({ built, found }) => built !== found);
  return differing.length === 0
    ? {
        id: MANIFEST_CHECK_ID,
        status: 'pass',
        summary: 'The program is the one that was built',
        evidence: [`sha256 ${file.sha256}`],
      }
    : {
        id: MANIFEST_CHECK_ID,
        status: 'fail',
        summary: 'The program is not the one that the build manifest is about',
        evidence: differing.map(
          ({ what, built, found }) => `${what}: the manifest says ${built}, found ${found}`,
        ),
      };
}
