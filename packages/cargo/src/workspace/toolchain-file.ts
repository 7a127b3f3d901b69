import type { RepositoryFiles } from '../files/repository-files.js';
import { ancestorsOf, inDirectory } from '../files/repository-path.js';

/**
 * The file that chooses the toolchain in a directory, searched upwards within the repository. Where
 * both names exist rustup takes the one without extension (rustup book, "The toolchain file").
 */
export function toolchainFile(directory: string, files: RepositoryFiles): string | undefined {
  for (const at of [directory, ...ancestorsOf(directory)]) {
    for (const name of ['rust-toolchain', 'rust-toolchain.toml']) {
      const path = inDirectory(at, name);
      if (files.exists(path)) return path;
    }
  }
  return undefined;
}
