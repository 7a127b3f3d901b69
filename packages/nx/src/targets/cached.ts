/**
 * Of a target that Nx caches. Since 23.3.1 Nx Cloud may hash a task by what an earlier run of it was seen to
 * read and write, in the place of the declared inputs and outputs. A file that is added to a package was
 * never read before, so such a hash would not cover what the build sees.
 */
export const cached = { cache: true, ultracache: { mode: 'off' } } as const;
