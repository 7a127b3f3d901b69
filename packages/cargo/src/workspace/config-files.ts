import { isStatixError } from '@statix/contract/errors';
import { configIncludes } from '../config/config-includes.js';
import { configError, parseConfig } from '../config/parse-config.js';
import type { Table } from '../toml/toml-table.js';
import type { RepositoryFiles } from '../files/repository-files.js';
import { ancestorsOf, inDirectory, parentOf, resolvePath } from '../files/repository-path.js';
import type { ManifestProblem } from '../model/cargo-repository.js';

export interface ConfigFile {
  readonly path: string;
  readonly config: Table;
}

export type ConfigFilesOf = (directory: string) => readonly ConfigFile[];

/**
 * Finds the Cargo configuration that holds in a directory: the nearest file first, each followed by
 * what it includes, later includes before earlier ones, so that the list goes from what wins to what
 * loses. Each file is parsed once; a broken one is a problem.
 */
export function configFileReader(
  files: RepositoryFiles,
  problems: ManifestProblem[],
): ConfigFilesOf {
  const parsed = new Map<string, Table | undefined>();
  const perDirectory = new Map<string, readonly ConfigFile[]>();

  /** @param directory in which and below which the file counts */
  function load(path: string, directory: string): Table | undefined {
    if (parsed.has(path)) return parsed.get(path);
    let config: Table | undefined;
    try {
      config = parseConfig({ path, text: files.read(path) });
    } catch (error) {
      if (!isStatixError(error)) throw error;
      problems.push({ file: path, error, scope: { below: directory } });
    }
    parsed.set(path, config);
    return config;
  }

  function withIncludes(
    path: string,
    including: readonly string[],
    directory: string,
  ): ConfigFile[] {
    const config = load(path, directory);
    if (config === undefined) return [];
    const included = configIncludes(config).flatMap((include) => {
      const target = resolvePath(parentOf(path) ?? '', include.path);
      if (target !== undefined && files.exists(target)) {
        return including.includes(target)
          ? []
          : [withIncludes(target, [...including, target], directory)];
      }
      if (!include.optional) {
        const what = `names ${include.path}, which is not in the repository`;
        problems.push({
          file: path,
          error: configError(path, 'include', what),
          scope: { below: directory },
        });
      }
      return [];
    });
    return [{ path, config }, ...included.reverse().flat()];
  }

  function configFilesOf(directory: string): readonly ConfigFile[] {
    const known = perDirectory.get(directory);
    if (known !== undefined) return known;
    const path = configIn(directory, files);
    const [parent] = ancestorsOf(directory);
    const result = [
      ...(path === undefined ? [] : withIncludes(path, [path], directory)),
      ...(parent === undefined ? [] : configFilesOf(parent)),
    ];
    perDirectory.set(directory, result);
    return result;
  }
  return configFilesOf;
}

/** Without extension comes first where both exist: Cargo's `get_file_path`. */
function configIn(directory: string, files: RepositoryFiles): string | undefined {
  const names = ['.cargo/config', '.cargo/config.toml'];
  return names.map((name) => inDirectory(directory, name)).find((path) => files.exists(path));
}
