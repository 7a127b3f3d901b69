import { createRequire } from 'node:module';
import { StatixError } from '@statix/contract';

const load = createRequire(__filename);

/** Of this package, and of all others: they are released together. */
export function ownVersion(): string {
  const manifest: unknown = load('@statix/verify/package.json');
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? manifest.version
      : undefined;
  if (typeof version === 'string') return version;
  throw new StatixError({
    code: 'STATIX_INSTALLATION_BROKEN',
    what: 'The package.json of @statix/verify has no version',
    remedies: ['Install the packages again.'],
  });
}
