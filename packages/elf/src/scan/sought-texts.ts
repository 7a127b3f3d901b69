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
const ROOT_HOME = new RegExp(`^/root/${PATH}+`);
const USER_HOME = new RegExp(`^/(?:home|Users)/[A-Za-z0-9._-]{1,64}/${PATH}*`);
const WINDOWS_HOME = /^:\\Users\\[^\\\0"<>|]{1,64}\\[\x21-\x7e]*/;
const PATH_END = new RegExp(`${PATH}+$`);
const ANY_HOME = /\/root\/|\/(?:home|Users)\/[A-Za-z0-9._-]{1,64}\//;

/** Paths of a builder's home. Strings in Rust programs are not separated: a path may begin anywhere. */
export const PATH_TEXTS: readonly SoughtText[] = [
  { name: '/root/', needle: '/root/', accept: (_, after) => ROOT_HOME.exec(after)?.[0] },
  { name: '/home/', needle: '/home/', accept: (_, after) => USER_HOME.exec(after)?.[0] },
  { name: '/Users/', needle: '/Users/', accept: (_, after) => USER_HOME.exec(after)?.[0] },
  {
    name: String.raw`C:\Users\ `.trim(),
    needle: String.raw`:\Users` + '\\',
    accept: (before, after) => {
      const rest = WINDOWS_HOME.exec(after)?.[0];
      return rest !== undefined && /[A-Za-z]$/.test(before) ? before.slice(-1) + rest : undefined;
    },
  },
  {
    name: '.cargo/registry/',
    needle: '.cargo/registry/',
    accept: (before, after) => {
      const start = PATH_END.exec(before)?.[0] ?? '';
      // Under a home it has been counted; without a leading slash it names no place on the builder.
      if (!start.includes('/') || ANY_HOME.test(start)) return undefined;
      return start.slice(start.indexOf('/')) + (new RegExp(`^${PATH}+`).exec(after)?.[0] ?? '');
    },
  },
];
