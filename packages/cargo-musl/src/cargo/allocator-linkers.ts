import { StatixError, type ImageContract } from '@statix/contract';
import type { CargoOptions } from './cargo-options.js';

/**
 * The programs to link with that an image offers, by the allocator that they put into the binary.
 *
 * @throws StatixError STATIX_ALLOCATOR_NOT_IN_IMAGE when the wanted one is not among them; a build
 *   that silently kept musl's would be cached as the one that was asked for
 */
export function allocatorLinkers(
  { allocators }: Pick<ImageContract, 'allocators'>,
  wanted: CargoOptions['allocator'],
): Record<string, string> {
  const linkers = Object.fromEntries(
    Object.entries(allocators).map(([name, { linker }]) => [name, linker]),
  );
  if (wanted === 'musl' || linkers[wanted] !== undefined) return linkers;
  const offered = ['musl', ...Object.keys(linkers)].join(', ');
  throw new StatixError({
    code: 'STATIX_ALLOCATOR_NOT_IN_IMAGE',
    what: `The image has no allocator '${wanted}'`,
    why: `Its contract offers: ${offered}.`,
    remedies: [
      'Set the option `allocator` to one of these.',
      'Use an image of the recipe that comes with this version of Statix.',
    ],
  });
}
