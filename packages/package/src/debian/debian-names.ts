import { StatixError } from '@statix/contract';

/** Debian's name of a processor, by the first part of a Rust triple (dpkg-architecture(1)). */
const ARCHITECTURES: Readonly<Partial<Record<string, string>>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
};

/** @throws StatixError STATIX_DEB_ARCHITECTURE for a triple that has no name there */
export function debianArchitecture(triple: string): string {
  const architecture = ARCHITECTURES[triple.split('-')[0] ?? ''];
  if (architecture !== undefined) return architecture;
  throw new StatixError({
    code: 'STATIX_DEB_ARCHITECTURE',
    what: `No Debian architecture is known for ${triple}`,
    remedies: ['Leave `deb` out of `formats`.'],
  });
}

/**
 * A Cargo package's name as a Debian package may have it: lower-case letters, digits, +, - and ., at least two
 * (Debian policy, 5.6.7).
 *
 * @throws StatixError STATIX_DEB_NAME
 */
export function debianName(name: string): string {
  const debian = name.toLowerCase().replaceAll('_', '-');
  if (/^[a-z0-9][a-z0-9+.-]+$/.test(debian)) return debian;
  throw new StatixError({
    code: 'STATIX_DEB_NAME',
    what: `A Debian package cannot be called '${name}'`,
    why: 'Two or more of a–z, 0–9, +, - and ., and the first of them a letter or a digit.',
    remedies: ['Leave `deb` out of `formats`, or name the crate otherwise.'],
  });
}

/**
 * A version of Cargo's as Debian orders it: a pre-release comes before its release, as `~` does there
 * (deb-version(7)); there is always a revision, so that a dash in it splits off nothing else.
 */
export function debianVersion(version: string, revision: string): string {
  const [release = '', ...build] = version.split('+');
  const dash = release.indexOf('-');
  const upstream = dash < 0 ? release : `${release.slice(0, dash)}~${release.slice(dash + 1)}`;
  return `${[upstream, ...build].join('+')}-${revision}`;
}
