import type { Remedy } from '@statix/contract';
import { offersLibrary } from '../native-crates/image-offer.js';
import { extraPackage } from '../native-crates/extra-package.js';
import type { RemedyWords, Situation } from './signature.js';

/*
 * What is said of the image comes from what is known of the image that built. Where nothing is
 * known, nothing is said of it, and remedies begin with the condition.
 */

/** ` The image has no libpq.`, with the space before it; empty where the image is not known. */
export function libraryInImage(
  { image }: Situation,
  library: string,
  names: readonly string[],
): string {
  if (image === undefined) return '';
  return offersLibrary(image, names)
    ? ` The image has ${library}, and it was not looked for there.`
    : ` The image has no ${library}.`;
}

/** ` The image has protoc.`, likewise. */
export function toolInImage({ image }: Situation, tool: string): string {
  if (image === undefined) return '';
  return image.tools.has(tool) ? ` The image has ${tool}.` : ` The image has no ${tool}.`;
}

/** ` The image has these libraries: …`, likewise. */
export function heldLibraries({ image }: Situation): string {
  if (image === undefined) return '';
  const archives = [...image.libraries].sort();
  return archives.length === 0
    ? ' The image has no libraries for the target.'
    : ` The image knows these names: ${archives.join(', ')}.`;
}

/** A remedy for an image that has one of the libraries; left out for one that has none. */
export function whereHeld(names: readonly string[], remedy: RemedyWords): RemedyWords {
  return (situation) =>
    situation.image === undefined || offersLibrary(situation.image, names)
      ? asSaid(remedy, situation)
      : undefined;
}

/** A remedy for an image that has the tool; left out for one that has not. */
export function whereTool(tool: string, remedy: RemedyWords): RemedyWords {
  return (situation) =>
    situation.image === undefined || situation.image.tools.has(tool)
      ? asSaid(remedy, situation)
      : undefined;
}

function asSaid(words: RemedyWords, situation: Situation): Remedy | string | undefined {
  return typeof words === 'function' ? words(situation) : words;
}

/** How an image gets a tool that it has not; left out for one that has it. */
export function toolToAdd(tool: string, debianPackage = tool): RemedyWords {
  return ({ image }) => {
    if (image?.tools.has(tool) === true) return undefined;
    const { snippet } = extraPackage(debianPackage);
    return {
      text: 'If the image lacks it, install it there, in statix-image.json; `npx nx run statix-image:image-lock` then brings its lock up to date:',
      ...(snippet === undefined ? {} : { snippet }),
    };
  };
}
