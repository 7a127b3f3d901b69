import type { Finding } from '@statix/contract';
import {
  ignoredBy,
  parentOf,
  type CargoPackage,
  type IgnoreLine,
  type RepositoryFiles,
} from '@statix/cargo';
import { hiddenFrom, unhide } from '../ignored/unhide.js';

type SettingFinding = Omit<Finding, 'package' | 'crate' | 'fix'>;

interface Hidden {
  readonly path: string;
  readonly directory: boolean;
  readonly by: IgnoreLine;
}

/**
 * Files and folders beside the sources of a package that an ignore file hides: git, Nx and so the
 * build do not have them. Looks below the folders of the library's and the binaries' sources.
 */
export function hiddenSources({
  files,
  package: pkg,
}: {
  readonly files: RepositoryFiles;
  readonly package: CargoPackage;
}): SettingFinding[] {
  const targets = pkg.targets.filter(({ kind }) => /^(?:lib|proc-macro|bin)$/.test(kind));
  const folders = new Set(targets.map(({ path }) => parentOf(path) ?? ''));
  // A source beside Cargo.toml itself: then all of the package would be looked through.
  folders.delete(pkg.root);
  const lineFor = ignoredBy(files);
  return [...folders]
    .filter((folder) => ![...folders].some((other) => folder.startsWith(`${other}/`)))
    .flatMap((folder) => hiddenBelow(folder, files, lineFor))
    .map((hidden) => describe(hidden, files));
}

function hiddenBelow(
  folder: string,
  files: RepositoryFiles,
  lineFor: ReturnType<typeof ignoredBy>,
): Hidden[] {
  const itself = lineFor(folder, true);
  if (itself !== undefined) return [{ path: folder, directory: true, by: itself }];
  return files.list(folder).flatMap(({ name, directory }): Hidden[] => {
    const path = `${folder}/${name}`;
    if (directory) {
      const below = hiddenBelow(path, files, lineFor);
      return below.filter((hidden) => holdsSource(hidden, files));
    }
    const by = name.endsWith('.rs') ? lineFor(path, false) : undefined;
    return by === undefined ? [] : [{ path, directory, by }];
  });
}

function holdsSource({ path, directory }: Hidden, files: RepositoryFiles): boolean {
  if (!directory) return true;
  return files
    .list(path)
    .some(({ name, directory: below }) =>
      below
        ? holdsSource({ path: `${path}/${name}`, directory: true, by: nothing }, files)
        : name.endsWith('.rs'),
    );
}

const nothing: IgnoreLine = { file: '', line: 0, pattern: '' };

function describe({ path, by }: Hidden, files: RepositoryFiles): SettingFinding {
  const module = isModule(path, files);
  return {
    severity: module ? 'error' : 'warning',
    code: 'sources-hidden',
    what: `${path} is hidden ${hiddenFrom(by)}`,
    why: module
      ? 'A `mod` line beside it asks for it: rustc ends with E0583, “file not found for module”.'
      : 'A change of it changes no hash, and a build that reads it does not find it.',
    remedies: [unhide(by, path)],
    evidence: [{ file: by.file, line: by.line, text: by.pattern.trim() }],
  };
}

/** Whether a source of the folder that it is in, or the file of that folder's module, declares it. */
function isModule(path: string, files: RepositoryFiles): boolean {
  const folder = parentOf(path) ?? '';
  const name = path.slice(folder.length + 1).replace(/\.rs$/, '');
  if (!/^[A-Za-z_]\w*$/.test(name)) return false;
  const declaration = new RegExp(`^\\s*(?:pub(?:\\([^)]*\\))? +)?mod +(?:r#)?${name}\\s*;`, 'm');
  const sources = files
    .list(folder)
    .filter((entry) => !entry.directory && entry.name.endsWith('.rs'))
    .map((entry) => `${folder}/${entry.name}`);
  return [...sources, `${folder}.rs`]
    .filter((source) => source !== path && files.exists(source))
    .some((source) => declaration.test(files.read(source)));
}
