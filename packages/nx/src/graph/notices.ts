import { neutralise } from '@statix/contract/errors';
import type { GraphProblem } from './graph-reading.js';

const linesShown = 5;
const projectsShown = 3;

/**
 * All that is told on a terminal, of which file names and manifests are foreign.
 *
 * @returns lines, or nothing where there is nothing to tell
 */
export function renderNotices(
  problems: readonly GraphProblem[],
  notices: readonly string[],
): string {
  return [...noticeOfProblems(problems), ...noticeOfPackages(notices)]
    .map((notice) => `${neutralise(`@statix/nx: ${notice}`)}\n`)
    .join('');
}

/**
 * What a user is told of problems when they are met first: those that tasks fail with in front, a line
 * each, few of them. The full message comes with the task that fails.
 *
 * @returns nothing where nothing is wrong
 */
export function noticeOfProblems(problems: readonly GraphProblem[]): string[] {
  const none = problems.filter(({ projects }) => projects.length === 0);
  const failing = problems.filter(({ projects }) => projects.length > 0);
  const notices: string[] = [];
  if (failing.length > 0) {
    notices.push(
      [
        `${counted(failing.length)} that static targets fail with; all other tasks work:`,
        ...limited(failing.map((one) => `${summaryOf(one)} (${listed(one.projects)})`)),
      ].join('\n'),
    );
  }
  if (none.length > 0) {
    const folder = folderOf(none[0]?.file ?? '');
    notices.push(
      [
        `${counted(none.length)} that no static target needs; all tasks work:`,
        ...limited(none.map(summaryOf)),
        ...(folder === ''
          ? []
          : [
              `  A folder that is not meant to be built is left out in nx.json, in the options of @statix/nx: "exclude": ["${folder}"]`,
            ]),
      ].join('\n'),
    );
  }
  return notices;
}

/** What is to be said of packages as projects: other names, and what Nx does not see. */
export function noticeOfPackages(notices: readonly string[]): string[] {
  if (notices.length <= linesShown) return [...notices];
  const head = `${notices.length} packages are not the projects that one would expect:`;
  return [[head, ...limited(notices)].join('\n')];
}

function counted(count: number): string {
  return count === 1 ? '1 problem' : `${count} problems`;
}

/** The first line of a message, which is its code and what is wrong. */
function summaryOf({ message }: GraphProblem): string {
  return neutralise(message.split('\n', 1)[0] ?? '');
}

function limited(lines: readonly string[]): string[] {
  const shown = lines.slice(0, linesShown).map((line) => `  ${line}`);
  const left = lines.length - shown.length;
  return left === 0 ? shown : [...shown, `  and ${left} more`];
}

function listed(names: readonly string[]): string {
  const left = names.length - projectsShown;
  const shown = names.slice(0, projectsShown).join(', ');
  return left > 0 ? `${shown} and ${left} more` : shown;
}

function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash === -1 ? '' : file.slice(0, slash).replace(/(^|\/)\.cargo$/, '');
}
