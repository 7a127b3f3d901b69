import type { SoughtText } from './text-scanner.js';

/**
 * Texts that glibc's own code has in it and musl's does not: the name of its tunables, and its
 * loadable character set converters. `GLIBC_2.x` and "GNU C Library" are in no static glibc program,
 * and plain `glibc` is in many musl ones.
 */
export const GLIBC_TEXTS: readonly SoughtText[] = [
  { name: 'GLIBC_TUNABLES', needle: 'GLIBC_TUNABLES' },
  { name: 'gconv', needle: 'gconv' },
];

const PATH = String.raw`[\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7b\x7d\x7e]`;
const IN_PATH = new RegExp(PATH);
const PATH_START = new RegExp(`^${PATH}+`);
const ROOT_HOME = new RegExp(`^/root/${PATH}+`);
const USER_HOME = new RegExp(`^/(?:home|Users)/([A-Za-z0-9._-]{1,64})/${PATH}*`);
const WINDOWS_HOME = /^:\\Users\\([^\\\0"<>|]{1,64})\\[\x21-\x7e]*/;
const ANY_HOME = /\/root\/|\/(?:home|Users)\/[A-Za-z0-9._-]{1,64}\//;
const GITHUB_JOB = new RegExp(`^/__w/[A-Za-z0-9._-]+/[A-Za-z0-9._-]+/${PATH}*`);
const GITLAB_JOB =
  /^\/builds\/(?:[\w.@+-]+\/){2,}[\w.@+-]+\.(?:rs|c|cc|cpp|cxx|h|hh|hpp|s|S|asm)(?![\w])/;

/**
 * Paths of the builder: of a home, of Cargo's and rustup's folders wherever these are, and of the folders that
 * GitHub and GitLab give the jobs in their containers. Strings in Rust programs are not separated: a path may
 * begin anywhere.
 */
export const PATH_TEXTS: readonly SoughtText[] = [
  { name: '/root/', needle: '/root/', accept: (_, after) => ROOT_HOME.exec(after)?.[0] },
  { name: '/home/', needle: '/home/', accept: userHome, nameIn: userOf },
  { name: '/Users/', needle: '/Users/', accept: userHome, nameIn: userOf },
  {
    name: String.raw`C:\Users\ `.trim(),
    needle: String.raw`:\Users` + '\\',
    accept: (before, after) => {
      const rest = WINDOWS_HOME.exec(after)?.[0];
      return rest !== undefined && /[A-Za-z]$/.test(before) ? before.slice(-1) + rest : undefined;
    },
    nameIn: (text) => WINDOWS_HOME.exec(text.slice(1))?.[1],
  },
  {
    name: '.cargo/',
    needle: '.cargo/',
    accept: (before, after) =>
      /^\.cargo\/(?:registry|git\/checkouts)\//.test(after)
        ? outsideOfHome(before, after)
        : undefined,
  },
  { name: '.rustup/toolchains/', needle: '.rustup/toolchains/', accept: outsideOfHome },
  { name: '/__w/', needle: '/__w/', accept: (_, after) => GITHUB_JOB.exec(after)?.[0] },
  {
    name: '/builds/',
    needle: '/builds/',
    accept: (before, after) =>
      pathAtEnd(before).includes('://') ? undefined : GITLAB_JOB.exec(after)?.[0],
  },
];

function userHome(_before: string, after: string): string | undefined {
  return USER_HOME.exec(after)?.[0];
}

function userOf(path: string): string | undefined {
  return USER_HOME.exec(path)?.[1];
}

/** An absolute path that goes on behind the hit; one below a home has been counted there. */
function outsideOfHome(before: string, after: string): string | undefined {
  const start = pathAtEnd(before);
  // Without a leading slash it names no place on the builder.
  if (!start.includes('/') || ANY_HOME.test(start)) return undefined;
  return start.slice(start.indexOf('/')) + (PATH_START.exec(after)?.[0] ?? '');
}

/** The characters of a path that a text ends with. By hand: a pattern for it would try from each of them. */
function pathAtEnd(text: string): string {
  let start = text.length;
  while (start > 0 && IN_PATH.test(text.charAt(start - 1))) start -= 1;
  return text.slice(start);
}
