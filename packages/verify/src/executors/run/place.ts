import { StatixError } from '@statix/contract';

/** Where a program for Linux on x86_64 is run. */
export type Place = 'here' | 'container';

/**
 * On this machine where it can be, else in an empty container: what the binary is made for. `STATIX_RUN`
 * asks for one of them.
 *
 * @throws StatixError STATIX_ENVIRONMENT_INVALID
 */
export function placeOfRun(
  { platform, arch }: { readonly platform: string; readonly arch: string } = process,
  asked = process.env['STATIX_RUN'],
): Place {
  if (asked === 'here' || asked === 'container') return asked;
  if (asked !== undefined && asked !== '') {
    throw new StatixError({
      code: 'STATIX_ENVIRONMENT_INVALID',
      what: `STATIX_RUN is '${asked}'; expected here or container`,
      remedies: [{ text: 'Correct or unset it:', snippet: 'unset STATIX_RUN' }],
    });
  }
  return platform === 'linux' && arch === 'x64' ? 'here' : 'container';
}
