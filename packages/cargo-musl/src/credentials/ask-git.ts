import { join } from 'node:path';
import { netrcLogin, type Login } from './netrc.js';
import { rewrite, type GitAddresses } from './git-addresses.js';
import type { OwnFiles } from './own-files.js';
import type { RunOwnProgram } from './ask-providers.js';

/** Where a fetch reads a repository, and with which login. */
export interface GitLogin {
  /** As Cargo has it. */
  readonly address: string;
  /** What this machine's git makes of it (`url.<base>.insteadOf`), without a login. */
  readonly rewritten: string;
  /** Undefined where the machine has none: most repositories are public. */
  readonly login: Login | undefined;
}

/** Nobody is asked: a window for a public repository would be a nuisance, and a build must not wait. */
const environment = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GCM_INTERACTIVE: 'never',
};

/**
 * Asks this machine's git what it knows of the addresses: what it reads in their place, and the login, from
 * .netrc first, as its HTTP library does, then from its credential helpers. It is started outside of the
 * repository, whose own configuration could name a helper.
 *
 * @throws what `run` throws
 */
export async function askGit(
  { web, ssh }: GitAddresses,
  { home, read }: Pick<OwnFiles, 'home' | 'read'>,
  run: RunOwnProgram,
): Promise<GitLogin[]> {
  const rules = await insteadOf(run);
  const netrc = read(join(home, '.netrc')) ?? '';
  const logins: GitLogin[] = [];
  for (const address of [...web, ...ssh]) {
    const rewritten = rewrite(address, rules);
    if (rewritten === address && hasPassword(address)) continue;
    logins.push({ address, ...(await loginAt(rewritten, { netrc, run })) });
  }
  return logins;
}

/** An address of Cargo.lock is other people's text: only what is parsed of it is passed on. */
async function loginAt(
  address: string,
  { netrc, run }: { netrc: string; run: RunOwnProgram },
): Promise<Pick<GitLogin, 'rewritten' | 'login'>> {
  if (!URL.canParse(address) || !/^https?:/.test(address))
    return { rewritten: address, login: undefined };
  const url = new URL(address);
  if (url.password === '') {
    const login = netrcLogin(netrc, url.hostname) ?? (await fill(url.href, run));
    return { rewritten: address, login };
  }
  const [username, password] = [url.username, url.password].map(decodeURIComponent);
  url.password = '';
  return { rewritten: url.href, login: { username: username ?? '', password: password ?? '' } };
}

/** One that the repository itself has written down. */
function hasPassword(address: string): boolean {
  return URL.canParse(address) && new URL(address).password !== '';
}

async function fill(url: string, run: RunOwnProgram): Promise<Login | undefined> {
  const told = await run({
    argv: ['git', 'credential', 'fill'],
    input: `url=${url}\n\n`,
    environment,
    quiet: true,
  });
  if ('failed' in told) return undefined;
  const fields = new Map(
    told.text.split('\n').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const [username, password] = [fields.get('username'), fields.get('password')];
  return username === undefined || password === undefined || password === ''
    ? undefined
    : { username, password };
}

/** @returns each `[base, insteadOf]` of the machine's and the user's configuration */
async function insteadOf(run: RunOwnProgram): Promise<(readonly [string, string])[]> {
  const told = await run({
    argv: ['git', 'config', '--null', '--get-regexp', '^url\\..*\\.insteadof$'],
    environment,
    quiet: true,
  });
  if ('failed' in told) return [];
  return told.text.split('\0').flatMap((entry) => {
    const [, base, prefix] = /^url\.(.*)\.insteadof\n(.*)$/s.exec(entry) ?? [];
    return base === undefined || prefix === undefined ? [] : [[base, prefix] as const];
  });
}
