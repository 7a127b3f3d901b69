import type { BuildManifest } from '@statix/contract';

/** The line a user reads at the end: where the binary is and what it is. */
export function renderBinary(manifest: BuildManifest, outputPath: string): string {
  const { name, size, sha256 } = manifest.binary;
  return `${outputPath}/${name}  ${formatSize(size)}  sha256 ${sha256.slice(0, 16)}…`;
}

/** Decimal units, as file managers and download pages show sizes. */
function formatSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
