import type { StagedFile } from '../staging/staged-file.js';

/** Where Cargo finds configuration below a folder that it is started in or under. */
const CONFIGURATION = /(^|\/)\.cargo\/config(\.toml)?$/;

/**
 * What a fetch sees: manifests and stubs, nothing that can be run, and of Cargo's configuration one
 * file, ours. Cargo reads the configuration of the folder it is started in and of all above.
 *
 * @param workspaceRoot repository-relative folder in which cargo is started
 */
export function fetchFiles(
  files: readonly StagedFile[],
  config: string,
  workspaceRoot: string,
): StagedFile[] {
  const folder = workspaceRoot === '' ? '' : `${workspaceRoot}/`;
  return [
    ...files
      .filter(({ path }) => !CONFIGURATION.test(path))
      .map(({ path, content }) => ({ path, content, executable: false })),
    { path: `${folder}.cargo/config.toml`, content: Buffer.from(config), executable: false },
  ];
}
