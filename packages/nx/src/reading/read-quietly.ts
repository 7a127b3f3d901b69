import { isStatixError } from '@statix/contract/errors';
import type { RepositoryFiles } from '@statix/cargo/graph';

/** For the observation alone: whether the file is there and sound is for others to say. */
export function readQuietly(path: string, repository: Pick<RepositoryFiles, 'read'>): void {
  try {
    repository.read(path);
  } catch (error) {
    if (!isStatixError(error)) throw error;
  }
}
