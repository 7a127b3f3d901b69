import { StatixError } from '@statix/contract';
import type { EngineFacts } from '@statix/engine';

/**
 * Build argument that writes into the image which step made which layer, so that a build elsewhere
 * can take them over from it (BuildKit, "Inline cache"). The only way to export a cache over the
 * engine's own API: `type=registry` needs buildx. A change of one stage keeps the others, also those
 * of which only a file was copied.
 */
export const INLINE_CACHE = { BUILDKIT_INLINE_CACHE: '1' };

/** Docker took over BuildKit 0.10 with it; 20.10 has 0.8. */
const FIRST_SAFE_MAJOR = 23;

/**
 * Docker 20.10 ends with a stack overflow, all containers with it, when it exports the cache of
 * stages that only copy: their cache records refer to each other in a circle (moby/buildkit#1535;
 * seen with 20.10.24). No option of a user's may do that to an engine that others share.
 *
 * @throws StatixError STATIX_ENGINE_CACHE_UNSAFE
 */
export function requireInlineCache(facts: EngineFacts): void {
  const { name, version, builder } = facts;
  if (builder !== 'buildkit') throw noLayerCache(name, version);
  if (Number.parseInt(version, 10) >= FIRST_SAFE_MAJOR) return;
  throw new StatixError({
    code: 'STATIX_ENGINE_CACHE_UNSAFE',
    what: `Docker ${version} cannot write a layer cache into an image`,
    why:
      'Its BuildKit can fall into an endless recursion while it does, and the whole engine ends ' +
      '(moby/buildkit#1535).',
    remedies: [
      `Use Docker ${FIRST_SAFE_MAJOR} or later where the image is published.`,
      'Without the option `inlineCache` the image is published as it is, and pulled whole.',
    ],
  });
}

function noLayerCache(name: string, version: string): StatixError {
  return new StatixError({
    code: 'STATIX_ENGINE_CACHE_UNSAFE',
    what: `${name} ${version} cannot write a layer cache into an image`,
    why: 'Its builder mixes up stages in its cache, so that Statix builds without one there.',
    remedies: [
      `Use Docker ${FIRST_SAFE_MAJOR} or later where the image is published.`,
      'Without the option `inlineCache` the image is published as it is, and pulled whole.',
    ],
  });
}
