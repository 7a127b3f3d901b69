import type { Finding } from '@statix/contract';
import { parentOf, type CargoPackage, type RepositoryFiles } from '@statix/cargo';
import { ignoringLine, unhide, type IgnoringLine } from '../ignored/ignoring-line.js';

type SettingFinding = Omit<Finding, 'package' | 'crate' | 'fix'>;

interface Hidden {
  readonly path: string;
  readonly directory: boolean;
  readonly by: IgnoringLine;
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
  const texts = new Map<string, string | undefined>();
  const read = (file: string): string | undefined => {
    if (!texts.has(file)) texts.set(file, files.exists(file) ? files.read(file) : undefined);
    return texts.get(file);
  };
  return [...folders]
    .filter((folder) => ![...folders].some((other) => folder.startsWith(`${other}/`)))
    .flatMap((folder) => hiddenBelow(folder, files, read))
    .map((hidden) => describe(hidden, files));
}

function hiddenBelow(
  folder: string,
  files: RepositoryFiles,
  read: (file: string) => string | undefined,
): Hidden[] {
  const itself = ignoringLine(folder, true, read);
  if (itself !== undefined) return [{ path: folder, directory: true, by: itself }];
  return files.list(folder).flatMap(({ name, directory }): Hidden[] => {
    const path = `${folder}/${name}`;
    if (directory) {
      const below = hiddenBelow(path, files, read);
      return below.filter((hidden) => holdsSource(hidden, files));
    }
    const by = name.endsWith('.rs') ? ignoringLine(path, false, read) : undefined;
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

const nothing: IgnoringLine = { file: '', line: 0, text: '' };

function describe({ path, by }: Hidden, files: RepositoryFiles): SettingFinding {
  const module = isModule(path, files);
  return {
    severity: module ? 'error' : 'warning',
    code: 'sources-hidden',
    what: `${path} is hidden from git, from Nx and from the build`,
    why: module
      ? 'A `mod` line beside it asks for it: rustc ends with E0583, “file not found for module”.'
      : 'A change of it changes no hash, and a build that reads it does not find it.',
    remedies: [unhide(by, path)],
    evidence: [{ file: by.file, line: by.line, text: by.text.trim() }],
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
