import type { ImageUse } from '@statix/toolchain';

export interface PrunePlan {
  /** Images that this definition was given earlier and that nothing else is known to use. */
  readonly remove: readonly ImageUse[];
  /** Those that stay, and why. */
  readonly keep: readonly { use: ImageUse; reason: string }[];
}

/**
 * Which images of a definition can go: those that it was given on this engine, except those of its
 * present identities and those that another definition, which still exists, was given as well.
 *
 * @param current ids of the images of the present identities, as far as they are on the engine
 */
export function planPrune({
  definition,
  engineId,
  current,
  uses,
  exists,
}: {
  definition: string;
  engineId: string;
  current: ReadonlySet<string>;
  uses: ReadonlyMap<string, readonly ImageUse[]>;
  exists: (definition: string) => boolean;
}): PrunePlan {
  const remove: ImageUse[] = [];
  const keep: { use: ImageUse; reason: string }[] = [];
  const seen = new Set<string>();
  for (const use of uses.get(definition) ?? []) {
    if (use.engineId !== engineId || current.has(use.imageId) || seen.has(use.imageId)) continue;
    seen.add(use.imageId);
    const other = [...uses].find(
      ([path, theirs]) =>
        path !== definition &&
        exists(path) &&
        theirs.some(({ engineId: on, imageId }) => on === engineId && imageId === use.imageId),
    );
    if (other === undefined) remove.push(use);
    else keep.push({ use, reason: `used by ${other[0]}` });
  }
  return { remove, keep };
}
