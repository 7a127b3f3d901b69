import { isTable, parseToml } from '@statix/cargo';
import type { StagedFile } from '../staging/staged-file.js';

/**
 * The names by which manifests call registries: `registry = "corp"` of any dependency.
 *
 * @throws StatixError STATIX_MANIFEST_SYNTAX
 */
export function namedRegistries(files: readonly StagedFile[]): Set<string> {
  const names = new Set<string>();
  for (const { path, content } of files) {
    if (!/(^|\/)Cargo\.toml$/.test(path)) continue;
    const text = content.toString();
    if (text.includes('registry')) collect(parseToml(text, path, 'STATIX_MANIFEST_SYNTAX'), names);
  }
  return names;
}

function collect(value: unknown, names: Set<string>): void {
  if (!isTable(value)) return;
  for (const [key, below] of Object.entries(value)) {
    if (key === 'registry' && typeof below === 'string') names.add(below);
    else collect(below, names);
  }
}
