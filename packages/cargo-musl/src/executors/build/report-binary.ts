import type { BuildManifest, Linkage } from '@statix/contract';

/** The line a user reads at the end: where the binary is, how large, whether it is static, and of which profile. */
export function renderBinary(
  manifest: BuildManifest,
  outputPath: string,
  linkage: Linkage,
): string {
  const { name, size, sha256 } = manifest.binary;
  const debug = manifest.debug === undefined ? '' : `  debug information in ${manifest.debug.name}`;
  const network = manifest.network === true ? '  BUILT WITH A NETWORK' : '';
  const isolation = manifest.isolation === 'none' ? '  BUILT WITHOUT ISOLATION' : '';
  return `${outputPath}/${name}  ${formatSize(size)}  ${verdicts[linkage]}  profile ${manifest.profile}  sha256 ${sha256.slice(0, 16)}…${debug}${network}${isolation}`;
}

/** By the headers alone; `verify-static` proves it, and says what is wrong. */
const verdicts: Readonly<Record<Linkage, string>> = {
  'static-pie': 'static-pie',
  static: 'static',
  dynamic: 'NOT STATIC (dynamic)',
  'shared-library': 'NOT A PROGRAM (shared library)',
  unknown: 'NOT KNOWN TO BE STATIC',
};

/** Decimal units, as file managers and download pages show sizes. */
export function formatSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
