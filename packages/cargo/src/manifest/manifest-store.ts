import { isStatixError } from '@statix/contract/errors';
import type { RepositoryFiles } from '../files/repository-files.js';
import { manifestOf } from '../files/repository-path.js';
import type { ManifestProblem } from '../model/cargo-repository.js';
import type { DocumentCache } from './document-cache.js';
import { readManifest, type Manifest } from './read-manifest.js';

/** The manifest of a directory, or why there is none. */
export type ManifestState = Manifest | 'broken' | 'missing';

export interface ManifestStore {
  at(directory: string): ManifestState;
}

/** Reads each manifest once; what is wrong with one is added to `problems` once. */
export function manifestStore(
  files: RepositoryFiles,
  problems: ManifestProblem[],
  cache: DocumentCache,
): ManifestStore {
  const states = new Map<string, ManifestState>();
  return {
    at(directory) {
      const known = states.get(directory);
      if (known !== undefined) return known;
      const state = load(directory, files, problems, cache);
      states.set(directory, state);
      return state;
    },
  };
}

function load(
  directory: string,
  files: RepositoryFiles,
  problems: ManifestProblem[],
  cache: DocumentCache,
): ManifestState {
  const path = manifestOf(directory);
  if (!files.exists(path)) return 'missing';
  try {
    return readManifest(directory, files, cache);
  } catch (error) {
    if (!isStatixError(error)) throw error;
    problems.push({ file: path, error, scope: 'readers' });
    return 'broken';
  }
}
