import { isTarHeader, TAR_BLOCK } from './tar-header.js';

/** What a file is to somebody who looks for programs. */
export type FileKind =
  /** An ELF file that Linux may execute. */
  | 'program'
  | 'tar'
  | 'gzip'
  | 'zstd'
  | 'zip'
  | 'deb'
  // What may hold programs, and cannot be looked into.
  | 'xz'
  | 'bzip2'
  | 'lzip'
  | '7z'
  | 'rar'
  | 'rpm'
  | 'cpio'
  | 'other';

/** As much of a file as tells its kind: a block of tar. */
export const HEAD_BYTES = TAR_BLOCK;

const SIGNATURES: readonly (readonly [hex: string, kind: FileKind])[] = [
  ['1f8b', 'gzip'],
  ['28b52ffd', 'zstd'],
  // A file, an archive without files, a part of several: PKWARE's APPNOTE 4.3.7, 4.3.16, 8.5.3.
  ['504b0304', 'zip'],
  ['504b0506', 'zip'],
  ['504b0708', 'zip'],
  // `!<arch>\ndebian-binary`: deb(5). Another ar archive is a static library, of object files.
  ['213c617263683e0a64656269616e2d62696e617279', 'deb'],
  ['fd377a585a00', 'xz'],
  ['425a68', 'bzip2'],
  ['4c5a4950', 'lzip'],
  ['377abcaf271c', '7z'],
  ['526172211a07', 'rar'],
  ['edabeedb', 'rpm'],
  ['303730373031', 'cpio'],
  ['303730373032', 'cpio'],
];

const DESCRIPTIONS: Readonly<Record<FileKind, string>> = {
  program: 'a program',
  tar: 'a tar archive',
  gzip: 'a gzip-compressed file',
  zstd: 'a zstd-compressed file',
  zip: 'a zip archive',
  deb: 'a Debian package',
  xz: 'an xz-compressed file',
  bzip2: 'a bzip2-compressed file',
  lzip: 'an lzip-compressed file',
  '7z': 'a 7z archive',
  rar: 'a rar archive',
  rpm: 'an RPM package',
  cpio: 'a cpio archive',
  other: 'no program and no archive',
};

const ELF_MAGIC = Buffer.from('\x7fELF', 'latin1');
const ET_EXEC = 2;
const ET_DYN = 3;

/**
 * Says what a file is by its first bytes, whatever its name is. An ELF file counts as a program by its type, read in
 * either byte order: Linux does not look at the one that the file says (fs/binfmt_elf.c, load_elf_binary).
 *
 * @param head the first `HEAD_BYTES` bytes, or all of a shorter file
 */
export function kindOfFile(head: Buffer): FileKind {
  if (head.subarray(0, 4).equals(ELF_MAGIC)) return isExecutableType(head) ? 'program' : 'other';
  const hex = head.subarray(0, 24).toString('hex');
  const known = SIGNATURES.find(([signature]) => hex.startsWith(signature));
  if (known !== undefined) return known[1];
  return isTarHeader(head) ? 'tar' : 'other';
}

/** `an xz-compressed file` */
export function describeKind(kind: FileKind): string {
  return DESCRIPTIONS[kind];
}

/** One that is cut off within its header is looked at as a program, and refused there. */
function isExecutableType(head: Buffer): boolean {
  if (head.length < 18) return true;
  const types = [head.readUInt16LE(16), head.readUInt16BE(16)];
  return types.includes(ET_EXEC) || types.includes(ET_DYN);
}
