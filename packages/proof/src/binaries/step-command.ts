/** What a step is done for when nothing is asked for. */
export const DEFAULT_TRIPLE = 'x86_64-unknown-linux-musl';
export const DEFAULT_PROFILE = 'release';

/**
 * The command that does a step of a project for the profile and triple that this step works with:
 * options are forwarded to the steps before. One without them would do it for the defaults.
 */
export function stepCommand(
  target: string,
  {
    project,
    triple,
    profile,
  }: { readonly project: string; readonly triple: string; readonly profile: string },
): string {
  return [
    `npx nx run ${project}:${target}`,
    ...(triple === DEFAULT_TRIPLE ? [] : [`--triple=${triple}`]),
    ...(profile === DEFAULT_PROFILE ? [] : [`--profile=${profile}`]),
  ].join(' ');
}
