import { buffer } from 'node:stream/consumers';
import type { FileContent, TreeEntry } from '../archive/tree.js';
import { bytesOf } from '../archive/tar.js';
import { gzip } from '../deflate/gzip.js';

/** A file of the project, and its content. */
export interface NamedContent {
  /** Its path in the project. */
  readonly name: string;
  readonly content: FileContent;
}

/**
 * Where a file of the project goes in a Debian system, by its name: a man page by its section (policy 12.1:
 * compressed), completions to where bash, zsh and fish look, everything else to the documentation.
 *
 * @param packageName of Debian's
 */
export async function installedFile(
  { name, content }: NamedContent,
  packageName: string,
): Promise<TreeEntry> {
  const file = name.slice(name.lastIndexOf('/') + 1);
  const at = (path: string, bytes = content): TreeEntry => {
    return { kind: 'file', path, mode: 0o644, content: bytes };
  };
  const page = /^[\w.+@-]+\.([1-9])$/.exec(file);
  if (page !== null) {
    const packed = await buffer(gzip(bytesOf(content)));
    return at(`usr/share/man/man${page[1] ?? ''}/${file}.gz`, packed);
  }
  const packedPage = /^[\w.+@-]+\.([1-9])\.gz$/.exec(file);
  if (packedPage !== null) return at(`usr/share/man/man${packedPage[1] ?? ''}/${file}`);
  const bash = /^(.+)\.bash$/.exec(file);
  if (bash !== null) return at(`usr/share/bash-completion/completions/${bash[1] ?? ''}`);
  if (/^.+\.fish$/.test(file)) return at(`usr/share/fish/vendor_completions.d/${file}`);
  if (/^_[\w.-]+$/.test(file)) return at(`usr/share/zsh/vendor-completions/${file}`);
  return at(`usr/share/doc/${packageName}/${name}`);
}
