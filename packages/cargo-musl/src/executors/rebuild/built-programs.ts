import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildManifestSchema,
  canonicalJson,
  parseDocument,
  StatixError,
  type BuildManifest,
} from '@statix/contract';
import { openElf } from '@statix/elf';
import type { RebuildPlan } from './plan.js';

const again = {
  text: 'Build it again, and then this:',
  snippet: 'npx nx run <project>:build-static --skip-nx-cache',
};

/**
 * The programs that a build has left, each known to be what its manifest says, and to be made of what is there
 * now: a rebuild of other sources would differ, and that would say nothing.
 *
 * @param describe the manifest that a build of now would write of a binary
 * @throws StatixError STATIX_REBUILD_OF_OTHER, STATIX_DOCUMENT_INVALID, those of `openElf`
 */
export async function builtPrograms(
  { binaries, outputPath, package: { name: packageName } }: RebuildPlan,
  workspaceRoot: string,
  describe: (binary: BuildManifest['binary']) => BuildManifest,
): Promise<readonly BuildManifest['binary'][]> {
  const found: BuildManifest['binary'][] = [];
  for (const { name } of binaries) {
    const path = join(outputPath, `${name}.build.json`);
    if (!existsSync(join(workspaceRoot, path))) continue;
    const text = readFileSync(join(workspaceRoot, path), 'utf8');
    const manifest = parseDocument(text, path, buildManifestSchema, [again]);
    const differing = differences(manifest, describe(manifest.binary));
    if (differing.length > 0)
      throw other(
        `${join(outputPath, name)} was not built of what is there now`,
        `Its manifest has another ${differing.join(', ')}.`,
      );
    const { sha256 } = await openElf(join(workspaceRoot, outputPath, name));
    if (sha256 !== manifest.binary.sha256 || manifest.binary.name !== name)
      throw other(
        `${join(outputPath, name)} is not the program that was built`,
        `Its sha256 is ${sha256}, and ${path} has ${manifest.binary.sha256}.`,
      );
    found.push(manifest.binary);
  }
  if (found.length === 0)
    throw other(`There is no program of ${packageName} in ${outputPath} to compare with`);
  return found;
}

/** Names of the fields that are others, but for what only compilers could tell: it follows from the rest. */
function differences(left: BuildManifest, right: BuildManifest): string[] {
  const [here, there] = [left, right].map((one) => new Map<string, unknown>(Object.entries(one)));
  const text = (value: unknown) => (value === undefined ? undefined : canonicalJson(value));
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter(
    (key) => key !== 'cpu' && text(here?.get(key)) !== text(there?.get(key)),
  );
}

function other(what: string, why?: string): StatixError {
  return new StatixError({
    code: 'STATIX_REBUILD_OF_OTHER',
    what,
    ...(why === undefined ? {} : { why }),
    remedies: [again],
  });
}
