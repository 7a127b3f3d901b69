import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  ancestorsOf,
  ignoredBy,
  repositoryFiles,
  selectInputs,
  type InputSet,
} from '@statix/cargo';
import { unlistedNames } from './unlisted-names.js';
import { workspaceFiles } from './workspace-files.js';

/** As much of a plan as says which files a build asks for. */
export interface AskedFor {
  readonly inputs: InputSet;
  /** The package and its path dependencies. */
  readonly compiled: readonly { readonly root: string }[];
}

/**
 * Files of the packages that git tracks and an ignore file names: Nx lists none of them, so neither the
 * hash nor the build has them. A build that needs one fails, and one that does without is another than
 * cargo's own.
 *
 * Git is asked what it tracks; where there is none, nothing is tracked.
 *
 * @returns a sentence for each line of an ignore file that hides some, with what to do, and for names that
 *   Nx does not list
 */
export async function hiddenInputs(
  workspaceRoot: string,
  { inputs, compiled }: AskedFor,
): Promise<string[]> {
  // Each is a process, and no build should wait for one after the other.
  const [tracked, unlisted] = await Promise.all([
    trackedAndIgnored(
      workspaceRoot,
      compiled.map(({ root }) => root),
    ),
    unlistedNames(workspaceRoot, { compiled }),
  ]);
  const asked = selectInputs(inputs, tracked).filter((path) =>
    existsSync(join(workspaceRoot, path)),
  );
  if (asked.length === 0) return unlisted;
  // What Nx lists all the same is no loss, whatever git calls ignored.
  const listed = new Set(await workspaceFiles(workspaceRoot, [...inputs.sources, ...inputs.files]));
  const lineFor = ignoredBy(repositoryFiles(workspaceRoot));
  const byLine = new Map<string, string[]>();
  for (const path of asked.filter((one) => !listed.has(one))) {
    const by = lineFor(path, false);
    const line =
      by === undefined
        ? 'an ignore file outside of the workspace'
        : `line ${by.line} of ${by.file} (\`${by.pattern}\`)`;
    byLine.set(line, [...(byLine.get(line) ?? []), path]);
  }
  const hidden = [...byLine].map(([line, paths]) => {
    const place = paths.length === 1 ? (paths[0] ?? '') : `${paths.length} files ${below(paths)}`;
    return `Not seen by this build: ${place}, tracked by git and hidden from Nx by ${line}. If the build needs ${paths.length === 1 ? 'it' : 'them'}, narrow that line.`;
  });
  return [...hidden, ...unlisted];
}

function below(paths: readonly string[]): string {
  const [first = '', ...others] = paths;
  const common = [...ancestorsOf(first)]
    .filter((folder) => folder !== '' && others.every((path) => path.startsWith(`${folder}/`)))
    .sort((left, right) => right.length - left.length)[0];
  return common === undefined ? `(${first} and others)` : `below ${common}`;
}

/** @returns paths relative to the workspace root, sorted; none without git */
async function trackedAndIgnored(
  workspaceRoot: string,
  folders: readonly string[],
): Promise<string[]> {
  // Nx reads .nxignore as git reads its own ignore files.
  const ignores = ['--exclude-standard'];
  if (existsSync(join(workspaceRoot, '.nxignore'))) ignores.push('--exclude-from=.nxignore');
  const places = folders.map((folder) => `:(literal)${folder === '' ? '.' : folder}`);
  // execa is an ES module, and this package is loaded as CommonJS.
  const { execa } = await import('execa');
  const { exitCode, stdout } = await execa(
    'git',
    ['ls-files', '-z', '--cached', '--ignored', ...ignores, '--', ...places],
    { cwd: workspaceRoot, reject: false, stdin: 'ignore', maxBuffer: 64 * 1024 * 1024 },
  );
  if (exitCode !== 0) return [];
  return [...new Set(stdout.split('\0').filter((path) => path !== ''))].sort();
}
