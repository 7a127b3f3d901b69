import { neutralise } from '@statix/contract';
import { overLimit, refused } from './archive-error.js';
import type { ArchiveLimits } from './archive-limits.js';

export type MemberKind = 'file' | 'folder' | 'link';

/** Not shown, or shown as something else; U+FFFD stands for bytes that are no UTF-8. */
const NOT_SHOWN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/u;

/**
 * The names in one archive. None leads out of it, none is below a file or a link, and no two mean the same file:
 * which of two a user gets depends on what unpacks them.
 */
export class MemberNames {
  readonly #kinds = new Map<string, MemberKind>();
  #bytes = 0;

  constructor(
    private readonly archive: string,
    private readonly limits: ArchiveLimits,
  ) {}

  /**
   * @param name as the archive has it; a `/` at its end, `./` and `//` mean nothing
   * @returns the name without those; empty for the top folder
   * @throws StatixError STATIX_ARCHIVE_REFUSED, STATIX_ARCHIVE_OVER_LIMIT
   */
  take(name: string, kind: MemberKind): string {
    const path = this.inside(name);
    if (path === '') {
      if (kind === 'folder') return path;
      throw refused(this.archive, `a ${kind} in it has no name`);
    }
    // é may be one character or two, and looks the same.
    const key = path.normalize('NFC');
    for (let at = key.indexOf('/'); at !== -1; at = key.indexOf('/', at + 1)) {
      const above = key.slice(0, at);
      const is = this.#kinds.get(above) ?? 'folder';
      if (is !== 'folder') {
        throw refused(this.archive, `${quoted(path)} is below ${quoted(above)}, a ${is}`);
      }
      this.#kinds.set(above, 'folder');
    }
    const known = this.#kinds.get(key);
    if (known !== undefined && (known !== 'folder' || kind !== 'folder')) {
      throw refused(this.archive, `it holds ${quoted(path)} twice`);
    }
    this.#kinds.set(key, kind);
    return path;
  }

  /**
   * Where a name leads to, without `./` and `//`.
   *
   * @throws StatixError STATIX_ARCHIVE_REFUSED for one that leads out of the archive
   */
  inside(name: string): string {
    const bytes = Buffer.byteLength(name);
    this.#bytes += bytes;
    if (bytes > this.limits.nameBytes) {
      throw refused(this.archive, `a name in it is ${bytes} bytes long`);
    }
    if (this.#bytes > this.limits.allNameBytes) {
      throw overLimit(this.archive, `the names in it take ${this.limits.allNameBytes} bytes`);
    }
    if (NOT_SHOWN.test(name)) {
      throw refused(this.archive, `the name ${quoted(name)} has characters that are not shown`);
    }
    const parts = name.split('/');
    if (name.startsWith('/') || parts.includes('..')) {
      throw refused(this.archive, `${quoted(name)} leads out of it`);
    }
    // In a report a `!` is where the name of an archive ends, so `a!../b` would be a file beside it; and programs of
    // Windows take a backslash for a slash.
    if (name.split(/[/!\\]/).includes('..')) {
      throw refused(this.archive, `${quoted(name)} can be read as one that leads out of it`);
    }
    const kept = parts.filter((part) => part !== '' && part !== '.');
    if (kept.length > this.limits.nameDepth) {
      throw refused(this.archive, `a name in it has ${kept.length} folders`);
    }
    return kept.join('/');
  }
}

function quoted(name: string): string {
  const shown = name.length > 160 ? `${name.slice(0, 160)}…` : name;
  return `'${neutralise(shown).replaceAll('\n', '\\n')}'`;
}
