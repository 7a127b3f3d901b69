import { createRequire } from 'node:module';
import { z } from 'zod';

const manifestSchema = z.object({ version: z.string() });
const load = createRequire(__filename);

/**
 * Versions of our packages, for the digests: with `externalDependencies: []` no version of anything
 * in node_modules is in a task's hash, and a new release of ours may build or judge otherwise.
 */
export function packageVersions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, manifestSchema.parse(load(`${name}/package.json`)).version]),
  );
}
