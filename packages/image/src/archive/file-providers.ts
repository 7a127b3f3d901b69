import type { ImageLock, LockedFile } from '@statix/contract';

/** A place on the network where a file is looked for. */
export interface FileAddress {
  readonly provider: string;
  readonly url: string;
}

/** Addresses of mirrors that stand for the archive's own here, by archive. */
export type Mirrors = Readonly<Record<string, string>>;

/**
 * Where a locked file may be, in the lock's order. The folder has no address and is left out.
 *
 * @param mirrors of this machine; a locked archive without one is asked itself
 */
export function fileAddresses(
  file: Pick<LockedFile, 'path' | 'upstream'>,
  providers: ImageLock['providers'],
  mirrors: Mirrors = {},
): FileAddress[] {
  const [archive = '', ...rest] = file.path.split('/');
  return providers.flatMap((provider): FileAddress[] => {
    if (provider.name === 'folder') return [];
    if (provider.name === 'upstream') {
      return file.upstream === undefined ? [] : [{ provider: 'upstream', url: file.upstream }];
    }
    const own = provider.urls[archive];
    const base = (provider.name === 'archive' ? mirrors[archive] : undefined) ?? own;
    if (base === undefined) return [];
    const path = rest.map(encodeURIComponent).join('/');
    return [{ provider: provider.name, url: `${base.replace(/\/$/, '')}/${path}` }];
  });
}

/**
 * Reads the mirrors out of apt sources, of either form (sources.list(5)): what offers a security
 * suite stands for that archive, the first of the others for the main one.
 */
export function readMirrors(aptSources: string): Mirrors {
  const mirrors: Record<string, string> = {};
  for (const { uri, suite } of [...oneLineSources(aptSources), ...stanzaSources(aptSources)]) {
    const archive = suite.endsWith('-security') ? 'debian-security' : 'debian';
    if (/^https?:/.test(uri)) mirrors[archive] ??= uri;
  }
  return mirrors;
}

interface AptSource {
  readonly uri: string;
  readonly suite: string;
}

function oneLineSources(text: string): AptSource[] {
  return [...text.matchAll(/^deb(?:-src)?\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/gm)].map(
    ([, uri = '', suite = '']) => ({ uri, suite }),
  );
}

function stanzaSources(text: string): AptSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const words = (field: string) =>
      new RegExp(`^${field}:(.*)$`, 'mi').exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
    return words('URIs').flatMap((uri) => words('Suites').map((suite) => ({ uri, suite })));
  });
}
