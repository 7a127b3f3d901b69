import { isStatixError, StatixError } from '@statix/contract';
import { isUri, type SourceRevision } from '@statix/evidence';
import { gitRevision } from '../stamp/git-revision.js';

/** The revision that a build is of, or why none is named. */
export type KnownRevision =
  | { readonly revision: SourceRevision; readonly unknown?: undefined }
  | { readonly revision?: undefined; readonly unknown: string };

/**
 * git's commit of the workspace. A commit is no claim about the build by itself: the build's own digest of its
 * sources is beside it. A tree that moved since this run of Nx began is refused, for what was built may be of
 * the commit before.
 *
 * @param since see `gitRevision`
 * @throws StatixError STATIX_REVISION_MOVED
 */
export async function sourceRevision(
  workspaceRoot: string,
  since: number | undefined,
): Promise<KnownRevision> {
  try {
    const { commit, changed } = await gitRevision(workspaceRoot, since);
    const repository = await originOf(workspaceRoot);
    return { revision: { commit, dirty: changed.length > 0, repository } };
  } catch (error) {
    if (!isStatixError(error)) throw error;
    if (error.code === 'STATIX_REVISION_UNKNOWN') {
      return { unknown: error.why ?? error.what };
    }
    throw new StatixError({
      code: 'STATIX_REVISION_MOVED',
      what: error.what,
      why: 'What was built may be of the commit before, so none is attested.',
      remedies: ['Run again, when nothing is committed and no tracked file is written.'],
      cause: error,
    });
  }
}

async function originOf(workspaceRoot: string): Promise<string | undefined> {
  // execa is an ES module, and this package is loaded as CommonJS.
  const { execa } = await import('execa');
  const { exitCode, stdout } = await execa('git', ['config', '--get', 'remote.origin.url'], {
    ...{ cwd: workspaceRoot, reject: false, stdin: 'ignore', maxBuffer: 64 * 1024 },
    env: { LC_ALL: 'C' },
  });
  return exitCode === 0 ? repositoryUri(stdout.trim()) : undefined;
}

/**
 * A remote's address as a URI, without a user, a password, a query or a fragment; undefined for a path of this
 * machine.
 *
 * @param remote as git has it: `https://host/path`, `ssh://git@host/path`, `git@host:path`
 */
export function repositoryUri(remote: string): string | undefined {
  const [, host, path] = /^(?:[^@/:\s]+@)?([A-Za-z0-9.-]+):(?!\/\/)([^:\s]+)$/.exec(remote) ?? [];
  const address = host === undefined ? remote : `ssh://${host}/${(path ?? '').replace(/^\/+/, '')}`;
  const [, scheme, rest] = /^(https?|ssh|git):\/\/(?:[^@/?#]*@)*([^?#]+)/i.exec(address) ?? [];
  if (scheme === undefined || rest === undefined || !isUri(`https://${rest}`)) return undefined;
  return `${scheme.toLowerCase()}://${rest}`;
}
