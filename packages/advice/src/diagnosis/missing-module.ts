import type { Diagnosis } from '@statix/contract';
import { neutralise } from '@statix/contract/errors';
import { ancestorsOf, resolvePath } from '@statix/cargo';
import { hiddenFrom, unhide } from '../ignored/unhide.js';
import { buildingPackages } from './building-packages.js';
import type { LogLine } from './log-lines.js';
import type { DiagnosisContext } from './undeclared-file.js';

/**
 * A module that rustc did not find (E0583) although the repository has its file: git or Nx ignores
 * it, so that the build was not shown it. A module that is nowhere is a mistake that rustc explains.
 */
export function missingModule(
  log: string,
  lines: readonly LogLine[],
  context: DiagnosisContext,
): Diagnosis | undefined {
  const { repositoryFiles, ignoredBy } = context;
  if (repositoryFiles === undefined) return undefined;
  const { directories } = buildingPackages(log);
  // rustc runs in the root of the Cargo workspace, and of a package on its own in the package.
  const bases = [
    ...new Set([
      ...directories,
      ...directories.flatMap((directory) => [...ancestorsOf(directory)]),
      '',
    ]),
  ];
  for (const [index, line] of lines.entries()) {
    const name = /error\[E0583\]: file not found for module `([\w#]{1,100})`/.exec(line.text)?.[1];
    if (name === undefined) continue;
    const help = lines
      .slice(index, index + 12)
      .map(({ text }) => /create file "([^"\n]{1,300})"(?: or "([^"\n]{1,300})")?/.exec(text))
      .find((match) => match !== null);
    const path = (help ?? [])
      .slice(1)
      .flatMap((candidate) => bases.map((base) => resolvePath(base, candidate)))
      .find((candidate) => candidate !== undefined && repositoryFiles(candidate));
    if (path === undefined) continue;
    const ignoring = ignoredBy?.(path);
    return {
      id: 'module-not-seen',
      title: `The build was not shown the module ${name}`,
      why: neutralise(
        `${path} exists, and ${
          ignoring === undefined
            ? 'is no input of this build: most likely git or Nx ignores it.'
            : `line ${ignoring.line} of ${ignoring.file} (\`${ignoring.pattern.trim()}\`) hides it ${hiddenFrom(ignoring)}.`
        }`,
      ),
      remedies: [
        ignoring === undefined
          ? {
              text: 'See which line of .gitignore hides it; none means .nxignore or another ignore file:',
              snippet: `git check-ignore --verbose --no-index ${path}`,
            }
          : unhide(ignoring, path),
      ],
      line: { number: line.number, text: neutralise(line.text) },
      threads: [],
    };
  }
  return undefined;
}
