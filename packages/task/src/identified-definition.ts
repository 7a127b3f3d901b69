import { posix } from 'node:path';
import { recordOf, type NxContext } from './nx-context.js';

const IDENTIFY = '@statix/image:identify';

/**
 * The definition of which a target of the workspace writes this image.json, as the project graph says it. The
 * document itself comes from a cache that others may write, and may name any definition that lies somewhere.
 *
 * @param image path of the document, relative to the workspace root
 * @returns relative to the workspace root; undefined where no target writes the document, or several of
 *   different definitions
 */
export function identifiedDefinition(image: string, context: NxContext): string | undefined {
  const document = posix.normalize(image);
  const definitions = new Set<string>();
  for (const { targets = {} } of Object.values(context.projectsConfigurations.projects))
    for (const { executor, options } of Object.values(targets)) {
      const { definition, identity } = recordOf(options);
      if (executor !== IDENTIFY || typeof definition !== 'string') continue;
      if (typeof identity === 'string' && posix.normalize(identity) === document)
        definitions.add(posix.normalize(definition));
    }
  const [only, ...others] = definitions;
  return others.length === 0 ? only : undefined;
}
