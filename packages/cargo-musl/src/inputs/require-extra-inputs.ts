import { generatedInputs, ignoredBy, repositoryFiles, selectInputs } from '@statix/cargo';
import { StatixError } from '@statix/contract';
import { generatedFiles } from './generated-files.js';

/**
 * Refuses an extra input that is on disk and of which Nx lists nothing: git or Nx ignores it, so no hash
 * covers it and the build would not see it. Mostly it is what another task writes.
 *
 * @param extraInputs the option
 * @param listed all files that the build sees, as Nx lists them
 * @throws StatixError STATIX_EXTRA_INPUT_IGNORED
 */
export async function requireExtraInputs(
  workspaceRoot: string,
  extraInputs: readonly string[],
  listed: readonly string[],
): Promise<void> {
  for (const pattern of extraInputs) {
    if (pattern.startsWith('!')) continue;
    const { globs, places } = generatedInputs([pattern]);
    if (selectInputs({ sources: [...globs], files: [] }, listed).length > 0) continue;
    const [first] = await generatedFiles(workspaceRoot, { globs, places });
    if (first === undefined) continue;
    const by = ignoredBy(repositoryFiles(workspaceRoot))(first, false);
    throw new StatixError({
      code: 'STATIX_EXTRA_INPUT_IGNORED',
      what: `The extra input ${pattern} is ignored by git or .nxignore`,
      why: `${first} is there, and Nx does not list it${by === undefined ? '' : ` for line ${by.line} of ${by.file} (\`${by.pattern.trim()}\`)`}: no hash covers it.`,
      remedies: [
        {
          text: 'If another task writes it, name that task in the Cargo.toml of the package, in the place of the extra input:',
          snippet: `[package.metadata.statix.build-static]\ngeneratedInputs = { "<project>:<target>" = [${JSON.stringify(pattern)}] }`,
        },
        by === undefined
          ? 'If not, take it out of .gitignore and .nxignore.'
          : `If not, take it out of ${by.file}, and commit it.`,
      ],
    });
  }
}
