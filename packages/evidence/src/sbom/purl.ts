/**
 * Package URLs (ECMA-427): where a scanner looks a component up. Only what is published under that name gets
 * one: a crate of the repository would be taken for a stranger's of the same name.
 */

interface Qualifiers {
  readonly [name: string]: string;
}

/** crates.io as Cargo.lock names it. */
export const CRATES_IO = 'registry+https://github.com/rust-lang/crates.io-index';

/** The same by the index that Cargo asks today; no Cargo.lock has it so far. */
const CRATES_IO_SPARSE = 'sparse+https://index.crates.io/';

/**
 * @param source as in Cargo.lock; null for a crate of the repository
 * @returns undefined for a crate of the repository
 */
export function cratePurl(
  { name, version }: { readonly name: string; readonly version: string },
  source: string | null,
): string | undefined {
  if (source === null) return undefined;
  if (source === CRATES_IO || source === CRATES_IO_SPARSE) return purl('cargo', name, version);
  const [, kind, rest = ''] = /^(git|registry|sparse)\+(.*)$/s.exec(source) ?? [];
  if (kind === undefined) return purl('cargo', name, version, { repository_url: source });
  if (kind !== 'git') return purl('cargo', name, version, { repository_url: withoutUser(rest) });
  const [, place = rest, revision] = /^([^#]*)#(.*)$/s.exec(rest) ?? [];
  const repository = withoutUser(place).replace(/\?.*$/s, '');
  return purl('cargo', name, version, {
    vcs_url: `git+${repository}${revision === undefined ? '' : `@${revision}`}`,
  });
}

/** Of what has no registry. */
export function genericPurl(name: string, version: string | null): string {
  return purl('generic', name, version);
}

/** A user's name and password have no place in a document that is published. */
function withoutUser(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

function purl(
  type: string,
  name: string,
  version: string | null,
  qualifiers: Qualifiers = {},
): string {
  const query = Object.entries(qualifiers)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `${key}=${encode(value)}`)
    .join('&');
  const at = version === null ? '' : `@${encode(version)}`;
  return `pkg:${type}/${encode(name)}${at}${query === '' ? '' : `?${query}`}`;
}

/** The colon alone stays as it is (ECMA-427, "Character encoding"). */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}
