import { secretsInAddress, type ArchiveEntry } from '@statix/engine';
import type { GitLogin } from './ask-git.js';
import { noSecrets, type FetchSecrets } from './fetch-secrets.js';
import type { SshAccess } from './ssh-access.js';

export interface GitAccess {
  readonly logins: readonly GitLogin[];
  readonly ssh: Pick<SshAccess, 'agent' | 'knownHosts' | 'notices'>;
  /** Proxy with a password in it. */
  readonly proxy: string | undefined;
}

/**
 * Git's own configuration for a fetch, in a home folder in memory. Cargo takes the proxy from it too
 * (`http.proxy`). Where a login is needed the git program fetches: the library within Cargo asks for none
 * as soon as there is a proxy or a certificate bundle, and the program asks anew after a redirect, for the
 * host that it leads to. It is the library that asks an ssh agent, since the image has no ssh program. Where a
 * fetch needs both they take turns, and the library has a home of its own, without a login.
 *
 * @param folder absolute, of the files in memory
 */
export function gitSecrets({ logins, ssh, proxy }: GitAccess, folder: string): FetchSecrets {
  const { agent, knownHosts, notices } = ssh;
  const known = logins.flatMap(({ rewritten, login }) =>
    login === undefined ? [] : [{ url: new URL(rewritten), login }],
  );
  const moved = logins.filter(({ address, rewritten }) => address !== rewritten);
  if (known.length + moved.length === 0 && proxy === undefined && knownHosts === undefined)
    return { ...noSecrets, notices };
  const home = `${folder}/home`;
  const isByTurns = known.length > 0 && agent !== undefined;
  const credential =
    known.length === 0
      ? []
      : [
          `[credential]\n\thelper = ${quoted(`store --file=${home}/git-credentials`)}\n`,
          `\tuseHttpPath = ${String(needsPaths(known))}\n`,
        ];
  const config = [
    ...(proxy === undefined ? [] : [`[http]\n\tproxy = ${quoted(proxy)}\n`]),
    ...moved.map(
      ({ address, rewritten }) => `[url ${quoted(rewritten)}]\n\tinsteadOf = ${quoted(address)}\n`,
    ),
  ];
  const files: ArchiveEntry[] = [
    file('home/.gitconfig', [...credential, ...config].join('')),
    file('home/git-credentials', known.map(({ url, login }) => storeLine(url, login)).join('')),
    ...(isByTurns ? [file('agent/.gitconfig', config.join(''))] : []),
    ...(knownHosts === undefined
      ? []
      : [file(`${isByTurns ? 'agent' : 'home'}/.ssh/known_hosts`, knownHosts)]),
  ];
  return {
    files,
    config: known.length === 0 || isByTurns ? '' : 'net.git-fetch-with-cli = true\n',
    environment: { HOME: home, GIT_TERMINAL_PROMPT: '0', GIT_ALLOW_PROTOCOL: 'http:https:ssh:git' },
    hidden: [
      ...known.flatMap(({ login }) => [login.password, `${login.username}:${login.password}`]),
      ...(proxy === undefined ? [] : secretsInAddress(proxy)),
    ],
    notices,
    inClear: known.some(({ url }) => url.protocol === 'http:'),
    sshAgent: agent,
    turns: isByTurns ? { home: `${folder}/agent`, most: logins.length } : undefined,
  };
}

/** The lines are git's own format (git-credential-store, "Storage format"). */
function storeLine(
  url: URL,
  { username, password }: { username: string; password: string },
): string {
  const login = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  return `${url.protocol}//${login}@${url.host}${url.pathname}\n`;
}

/** Without them a repository's submodules on the same host may use the login too. */
function needsPaths(
  known: readonly { readonly url: URL; readonly login: { username: string; password: string } }[],
): boolean {
  const byHost = new Map<string, string>();
  return known.some(({ url, login }) => {
    const text = JSON.stringify(login);
    const before = byHost.get(url.origin) ?? text;
    byHost.set(url.origin, before);
    return before !== text;
  });
}

function file(path: string, text: string): ArchiveEntry {
  return { path, mode: 0o600, content: Buffer.from(text) };
}

/** As git-config(1) reads it. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
