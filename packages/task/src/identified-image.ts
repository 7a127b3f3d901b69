import { posix } from 'node:path';
import { recordOf, type NxContext } from './nx-context.js';

const IDENTIFY = '@statix/image:identify';

/** Options of an executor that say of which image image.json has to be. */
export interface IdentifiedImage {
  /** Relative to the workspace root. */
  readonly imageDefinition: string;
  /** A Rust channel; undefined for the definition's own image. */
  readonly imageChannel?: string;
}

/**
 * The image of which a target of the workspace writes this image.json, as the project graph says it. The
 * document itself comes from a cache that others may write, and may name any definition that lies somewhere.
 *
 * @param image path of the document, relative to the workspace root
 * @returns undefined where no target writes the document, or several of different images
 */
export function identifiedImage(image: string, context: NxContext): IdentifiedImage | undefined {
  const document = posix.normalize(image);
  const images = new Map<string, IdentifiedImage>();
  for (const { targets = {} } of Object.values(context.projectsConfigurations.projects))
    for (const { executor, options } of Object.values(targets)) {
      const { definition, identity, channel } = recordOf(options);
      if (executor !== IDENTIFY || typeof definition !== 'string') continue;
      if (typeof identity !== 'string' || posix.normalize(identity) !== document) continue;
      const imageDefinition = posix.normalize(definition);
      const ofChannel = typeof channel === 'string' ? { imageChannel: channel } : {};
      const identified = { imageDefinition, ...ofChannel };
      images.set(JSON.stringify(identified), identified);
    }
  const [only, ...others] = images.values();
  return others.length === 0 ? only : undefined;
}
