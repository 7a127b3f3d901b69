import { neutralise } from '@statix/contract/errors';

const signatures: readonly (readonly [bytes: string, kind: string])[] = [
  ['1f8b', 'gzip-compressed data'],
  ['504b0304', 'a zip archive'],
  ['fd377a585a00', 'xz-compressed data'],
  ['28b52ffd', 'zstd-compressed data'],
  ['425a68', 'bzip2-compressed data'],
  ['4d5a', 'a Windows program (PE)'],
  ['feedface', 'a macOS program (Mach-O)'],
  ['feedfacf', 'a macOS program (Mach-O)'],
  ['cefaedfe', 'a macOS program (Mach-O)'],
  ['cffaedfe', 'a macOS program (Mach-O)'],
  ['cafebabe', 'a universal macOS program (Mach-O) or a Java class'],
  ['213c617263683e0a', 'an ar archive (a static library or an rlib)'],
  ['0061736d', 'a WebAssembly module'],
  ['4243c0de', 'LLVM bitcode'],
];

/**
 * Says what a file that is no ELF file is, from its first bytes: `a script for /bin/sh`.
 *
 * @param head the first bytes; a few hundred are enough
 */
export function describeFileKind(head: Buffer): string {
  if (head.length === 0) return 'an empty file';
  if (head.every((byte) => byte === 0)) return 'zeros, as a file whose blocks were never written';
  const hex = head.subarray(0, 16).toString('hex');
  const known = signatures.find(([bytes]) => hex.startsWith(bytes));
  if (known !== undefined) return known[1];

  const firstLine = neutralise(head.toString('latin1').split('\n', 1)[0] ?? '').slice(0, 80);
  if (firstLine.startsWith('#!')) return `a script for ${firstLine.slice(2).trim()}`;
  if (firstLine.startsWith('version https://git-lfs.')) {
    return 'a Git LFS pointer (run `git lfs pull` to get the file itself)';
  }
  if (looksLikeText(head)) return `text that begins with '${firstLine.slice(0, 40)}'`;
  return `unknown data that begins with ${head.subarray(0, 8).toString('hex')}`;
}

function looksLikeText(head: Buffer): boolean {
  return head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
