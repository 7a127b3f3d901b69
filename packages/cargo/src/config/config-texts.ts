import type { RepositoryFiles } from '../files/repository-files.js';
import type { CargoWorkspace } from '../model/cargo-workspace.js';
import type { ConfigText } from './parse-config.js';

/**
 * The Cargo configuration that counts for a workspace, the file that wins first.
 *
 * @throws StatixError STATIX_FILE_MISSING, STATIX_FILE_NOT_UTF8
 */
export function configTexts(
  workspace: Pick<CargoWorkspace, 'configFiles'> | undefined,
  files: Pick<RepositoryFiles, 'read'>,
): ConfigText[] {
  return (workspace?.configFiles ?? []).map((path) => ({ path, text: files.read(path) }));
}
