import picomatch from 'picomatch';
import type { Diagnosis } from '@statix/contract';
import { neutralise } from '@statix/contract/errors';
import {
  ancestorsOf,
  inDirectory,
  isWithin,
  parentOf,
  resolvePath,
  type IgnoreLine,
} from '@statix/cargo';
import { buildingPackages, repositoryPath, type BuildingPackages } from './building-packages.js';
import { unhide } from '../ignored/unhide.js';
import type { ImageOffer } from '../native-crates/image-offer.js';
import type { LogLine } from './log-lines.js';
import type { LockedCrate } from './signature.js';
import { missingPath, panicPlace, unnamedMissingFile, type MissingPath } from './missing-path.js';

export interface DiagnosisContext {
  /** What the build could see: paths, or globs. Paths in it are never called undeclared. */
  inputs?: readonly string[];
  /** Whether the repository has a file or directory of this path. */
  repositoryFiles?: (path: string) => boolean;
  /** The line of an ignore file that hides a path of the repository; see `ignoredBy` of @statix/cargo. */
  ignoredBy?: (path: string) => IgnoreLine | undefined;
  /** What the image that built has, by its contract; without it nothing is said of the image. */
  image?: ImageOffer;
  /** The crates of the lock that was built with. */
  locked?: readonly LockedCrate[];
  /** Repository-relative Cargo.toml of the Cargo workspace: commands of cargo name it. */
  manifest?: string;
  /** Names of the variables that options and `[env]` of Cargo's configuration set. */
  environment?: ReadonlySet<string>;
}

interface Finding {
  readonly line: LogLine;
  /** undefined when the line does not name it. */
  readonly path: string | undefined;
  readonly place: string | undefined;
}

/**
 * Files of the repository that a build looked for and was not shown. One diagnosis for all of them,
 * with the lines for Cargo.toml that declare each.
 */
export function undeclaredFiles(
  log: string,
  lines: readonly LogLine[],
  context: DiagnosisContext,
): Diagnosis | undefined {
  const packages = buildingPackages(log);
  const isInput = inputMatcher(context.inputs ?? []);
  const findings = lines.flatMap((line, index): Finding[] => {
    const missing = missingPath(line.text);
    if (missing !== undefined) {
      const path = pathInRepository(missing, line, packages, context);
      if (path === undefined || isInput(path) || isProduct(path)) return [];
      return context.repositoryFiles?.(path) === false ? [] : [{ line, path, place: undefined }];
    }
    const place = unnamedMissingFile(line.text)
      ? panicPlace(lines[index - 1]?.text ?? '')
      : undefined;
    return place === undefined ? [] : [{ line, path: undefined, place }];
  });
  const named = findings.filter(({ path }) => path !== undefined);
  const [first] = named.length > 0 ? named : findings;
  if (first === undefined) return undefined;
  return first.path === undefined
    ? unnamed(first)
    : describe(
        first.line,
        named.map(({ path }) => path ?? ''),
        packages,
        context,
      );
}

/** Folders of a package that builds do not see; `unbuiltFolders` of @statix/cargo. */
function isOfTests(pathInPackage: string): boolean {
  return /^(tests|benches|examples)\//.test(pathInPackage);
}

function describe(
  line: LogLine,
  paths: readonly string[],
  packages: BuildingPackages,
  { ignoredBy }: DiagnosisContext,
): Diagnosis {
  const unique = [...new Set(paths)];
  const own = unique.filter((path) =>
    packages.directories.some(
      (directory) =>
        directory !== '' &&
        isWithin(path, directory) &&
        !isOfTests(path.slice(directory.length + 1)),
    ),
  );
  const outside = unique.filter((path) => !own.includes(path));
  // What git ignores is no extra input: no hash would cover it.
  const ignored = unique.filter((path) => ignoredBy?.(path) !== undefined);
  const plain = outside.filter((path) => !ignored.includes(path));
  const listed = unique.map((path) => neutralise(path)).join(', ');
  return {
    id: 'reads-undeclared-file',
    title:
      outside.length > 0
        ? 'The build reads files that are not declared'
        : 'The build reads files that git or Nx ignores',
    why:
      `It looked for ${listed}. A build sees its package and its path dependencies, without their tests, benches and examples, and nothing else, so that a change of ` +
      'any file it reads changes its hash.',
    remedies: [
      ...(plain.length > 0 ? [declareRemedy(plain)] : []),
      ...(ignored.length > 0 ? [generatedRemedy(ignored)] : []),
      ...own.flatMap((path) => {
        const ignoring = ignoredBy?.(path);
        return ignoring === undefined ? [] : [unhide(ignoring, path)];
      }),
      ...(own.length > 0
        ? [
            {
              text:
                'What is in a package and still not seen is ignored by git or by .nxignore. Commit it, or have the ' +
                `build script write it to OUT_DIR: ${own.map((path) => neutralise(path)).join(', ')}`,
            },
          ]
        : []),
    ],
    line: { number: line.number, text: neutralise(line.text) },
    threads: [],
  };
}

function declareRemedy(paths: readonly string[]): { text: string; snippet: string } {
  const list = paths.map((path) => JSON.stringify(path)).join(', ');
  return {
    text: 'Declare them in the Cargo.toml of the package that is built; a directory counts with all that is in it:',
    snippet: `[package.metadata.statix.build-static]\nextraInputs = [${list}]`,
  };
}

function generatedRemedy(paths: readonly string[]): { text: string; snippet: string } {
  return {
    text: `${paths.map((path) => neutralise(path)).join(', ')}: ignored by git. If another task writes it, name that task, in the Cargo.toml of the package that is built:`,
    snippet: `[package.metadata.statix.build-static]\ngeneratedInputs = { "<project>:<target>" = [${paths.map((path) => JSON.stringify(path)).join(', ')}] }`,
  };
}

function unnamed({ line, place = '' }: Finding): Diagnosis {
  return {
    id: 'reads-undeclared-file',
    title: 'A build script did not find a file or a program',
    why: `The error does not say which; ${neutralise(place)} is where it happened. A build sees its package, its path dependencies and what is declared.`,
    remedies: [
      {
        text: 'If it is a file of the repository, declare it in the Cargo.toml of the package that is built:',
        snippet:
          '[package.metadata.statix.build-static]\nextraInputs = ["<path from the repository’s root>"]',
      },
      {
        text: 'If it is a program such as git, the build has to do without, or the image needs it.',
      },
    ],
    line: { number: line.number, text: neutralise(line.text) },
    threads: [],
  };
}

/** The repository-relative path that a line means; undefined when it is none of the repository. */
function pathInRepository(
  missing: MissingPath,
  line: LogLine,
  packages: BuildingPackages,
  context: DiagnosisContext,
): string | undefined {
  if (missing.path.startsWith('/')) return repositoryPath(missing.path);
  const candidates = basesOf(missing, line, packages)
    .map((base) => resolvePath(base, missing.path))
    .filter((path) => path !== undefined);
  const existing = candidates.find((path) => context.repositoryFiles?.(path) === true);
  return existing ?? candidates[0];
}

/** The directories that a relative path may start from, the likeliest first. */
function basesOf(missing: MissingPath, line: LogLine, packages: BuildingPackages): string[] {
  const directory = packages.at(line.number, line.text);
  switch (missing.from) {
    case 'compiler':
      return compilerBases(missing.path, packages);
    case 'including-file': {
      const from = parentOf(missing.includedBy ?? '') ?? '';
      return directory === undefined ? [] : [resolvePath(directory, from) ?? directory, directory];
    }
    case 'package':
      // A program's path is relative to where cargo runs it: a build script in its package.
      return directory === undefined ? [''] : [directory, ''];
  }
}

/** rustc runs in the root of the Cargo workspace, which need not be the root of the repository. */
function compilerBases(path: string, packages: BuildingPackages): string[] {
  const start = path.split('/..')[0] ?? '';
  const above = packages.directories.flatMap((directory) => [...ancestorsOf(directory), directory]);
  const bases = [...new Set(['', ...above])];
  const likely = bases.filter((base) =>
    packages.directories.some(
      (directory) => isWithin(inDirectory(base, start), directory) && isWithin(directory, base),
    ),
  );
  return [...likely, ...bases];
}

/** Results of the build, and crates: missing ones have other causes. */
function isProduct(path: string): boolean {
  return /(?:^|\/)(?:target|registry\/src|git\/checkouts)\//.test(path);
}

function inputMatcher(inputs: readonly string[]): (path: string) => boolean {
  const paths = new Set(inputs);
  const globs = inputs.filter((input) => /[*?[{]/.test(input) && !input.startsWith('!'));
  const matchers = globs.map((glob) => picomatch(glob, { dot: true }));
  return (path) => paths.has(path) || matchers.some((matches) => matches(path));
}
