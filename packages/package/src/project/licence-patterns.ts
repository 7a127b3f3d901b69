/** The usual names of the files that licences ask to ship. A module of its own: the project graph loads no zod. */
export const LICENCE_PATTERNS = [
  ...['LICENSE*', 'LICENCE*', 'COPYING*', 'COPYRIGHT*', 'NOTICE*', 'UNLICENSE*'],
];
