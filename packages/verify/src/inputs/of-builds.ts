/** Checks that say nothing of a file that somebody names, and that no policy and no override changes there. */
export const OF_BUILDS: readonly string[] = ['matches-build-manifest', 'built-in-isolation'];
