/**
 * Caps on what one file that somebody names can make its reader do, for all layers of it together: a tar in a gzip
 * in a zip is three. They hold while the bytes flow; nothing that an archive says of its own sizes is believed.
 */
export interface ArchiveLimits {
  /** Bytes that come out of all decompressors. */
  readonly unpackedBytes: number;
  /** How many times its own size a file may unpack to, besides `freeBytes`. */
  readonly ratio: number;
  readonly freeBytes: number;
  /** Of all layers: files, folders, links. */
  readonly members: number;
  /** Of one name, and of all names of one archive. */
  readonly nameBytes: number;
  readonly allNameBytes: number;
  /** Folders in one name. */
  readonly nameDepth: number;
  readonly programs: number;
  /** Archives and compressed files in one another. */
  readonly layers: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  unpackedBytes: 4 * 1024 ** 3,
  // DEFLATE reaches 1032 (zlib's "Technical Details"), a program 2 to 6.
  ratio: 200,
  freeBytes: 64 * 1024 ** 2,
  members: 50_000,
  // PATH_MAX of Linux.
  nameBytes: 4096,
  allNameBytes: 8 * 1024 ** 2,
  nameDepth: 64,
  programs: 1000,
  layers: 8,
};
