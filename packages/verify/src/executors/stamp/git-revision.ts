import { lstat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StatixError, type Remedy } from '@statix/contract';
import { quote } from '@statix/elf';

export interface GitRevision {
  /** 40 or 64 hex digits. */
  readonly commit: string;
  /** Paths that differ from the commit, or that it does not have, relative to the top of the working tree. */
  readonly changed: readonly string[];
}

/** More of a message of git than this says nothing more. */
const MOST_SHOWN = 500;

/** Tells a revision without git. */
export const otherwise: Remedy = {
  text: 'Or say which revision it is; it is hashed:',
  snippet: 'STATIX_REVISION=<revision> npx nx run <project>:stamp-static',
};

/**
 * The commit of the working tree, and what differs from it. Nx has hashed both as git told them, and tells a
 * task nothing of that, so a tree that was changed since this run began is refused: its text would be stored
 * under the hash of another.
 *
 * @param since when the run of Nx began, milliseconds since the epoch; undefined: not known, nothing is refused
 * @throws StatixError STATIX_REVISION_UNKNOWN, STATIX_REVISION_MOVED
 */
export async function gitRevision(
  workspaceRoot: string,
  since: number | undefined,
): Promise<GitRevision> {
  const top = lineOf(await git(workspaceRoot, ['rev-parse', '--show-toplevel']));
  const commit = lineOf(await git(workspaceRoot, ['rev-parse', '--verify', 'HEAD^{commit}']));
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
    throw unknown(`git named no commit: ${shown(commit)}`);
  }
  const status = await git(workspaceRoot, STATUS);
  const changed = pathsOf(status);
  if (since !== undefined) {
    const moved =
      (await movedReference(workspaceRoot, since)) ??
      (await movedFile(top, [...changed, ...(await trackedFiles(top))], since));
    if (moved !== undefined) throw changedMeanwhile(moved, since);
  }
  return { commit, changed };
}

/** As the inferred target has it in its inputs, but for the form of its lines. */
const STATUS = [
  ...['status', '--porcelain=v1', '-z', '--no-renames'],
  ...['--untracked-files=normal', '--ignore-submodules=none'],
];

async function trackedFiles(top: string): Promise<string[]> {
  const list = await git(top, ['ls-files', '-z']);
  return list.split('\0').filter((path) => path !== '');
}

/** `XY path`, each ended by a zero; without renames there is one path in each. */
function pathsOf(status: string): string[] {
  return status.split('\0').flatMap((entry) => (entry === '' ? [] : [entry.slice(3)]));
}

/** Where git keeps what HEAD is, in one of its two formats of references. */
async function movedReference(workspaceRoot: string, since: number): Promise<string | undefined> {
  const branch = lineOf(await git(workspaceRoot, ['rev-parse', '--symbolic-full-name', 'HEAD']));
  const names = ['HEAD', branch, 'packed-refs', 'reftable/tables.list'];
  const args = names.flatMap((name) => ['--git-path', name]);
  const paths = (await git(workspaceRoot, ['rev-parse', ...args])).split('\n');
  for (const path of paths.filter((one) => one !== '')) {
    if ((await changeOf(resolve(workspaceRoot, path))) > since) return 'what HEAD is';
  }
  return undefined;
}

async function movedFile(
  top: string,
  paths: readonly string[],
  since: number,
): Promise<string | undefined> {
  const BATCH = 256;
  for (let from = 0; from < paths.length; from += BATCH) {
    const batch = paths.slice(from, from + BATCH);
    const times = await Promise.all(batch.map((path) => changeOrLoss(top, path)));
    const index = times.findIndex((time) => time > since);
    if (index >= 0) return quote(batch[index] ?? '');
  }
  return undefined;
}

/** ctime, which no program can set; of a file that is gone, when its folder lost or got an entry. */
async function changeOrLoss(top: string, path: string): Promise<number> {
  const own = await changeOf(join(top, path));
  if (own >= 0) return own;
  const folder = dirname(path);
  return folder === '.' ? changeOf(top) : changeOrLoss(top, folder);
}

async function changeOf(path: string): Promise<number> {
  return lstat(path).then(
    ({ ctimeMs }) => ctimeMs,
    () => -1,
  );
}

/** Only what differs is asked for: an index that is written anew would be a change of the repository. */
async function git(folder: string, args: readonly string[]): Promise<string> {
  // execa is an ES module, and this package is loaded as CommonJS.
  const { execa } = await import('execa');
  const result = await execa('git', args, {
    ...{ cwd: folder, reject: false, stdin: 'ignore', stripFinalNewline: false },
    maxBuffer: 64 * 1024 * 1024,
    env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
  if (result.exitCode === 0) return result.stdout;
  if (result.code === 'ENOENT') throw unknown('there is no git on this machine');
  throw unknown(`git ${args.slice(0, 2).join(' ')} says: ${shown(result.stderr.trim())}`);
}

function lineOf(output: string): string {
  return output.replace(/\r?\n$/, '');
}

function shown(text: string): string {
  return text === '' ? 'nothing' : quote(text.replaceAll(/\s+/g, ' '), MOST_SHOWN);
}

function unknown(why: string): StatixError {
  return new StatixError({
    code: 'STATIX_REVISION_UNKNOWN',
    what: 'It is not known which revision the workspace is of',
    why: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
    remedies: [
      'Run it in a clone of a git repository that has a commit; a shallow one is enough.',
      otherwise,
    ],
  });
}

function changedMeanwhile(what: string, since: number): StatixError {
  return new StatixError({
    code: 'STATIX_REVISION_MOVED',
    what: `${what} changed after this run of Nx began, at ${new Date(since).toISOString()}`,
    why: 'Nx may have asked git before the change. The stamped program would be stored under the hash of another revision.',
    remedies: ['Run again, when nothing is committed and no tracked file is written.', otherwise],
  });
}
