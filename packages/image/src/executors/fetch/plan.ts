import type { ImageLock, LockedFile } from '@statix/contract';

export interface OwnedFile {
  /** `openssl 3.5.7-1`: what a person knows it by. */
  readonly owner: string;
  readonly file: LockedFile;
}

/** Every file of a lock once, the largest first: so that no large one is left for the end. */
export function filesByOwner(lock: ImageLock): OwnedFile[] {
  const owned = [
    ...lock.sources.flatMap(({ name, version, files }) =>
      files.map((file) => ({ owner: `${name} ${version}`, file })),
    ),
    ...[...lock.crates, ...lock.packages].map(({ name, version, path, size, sha256 }) => ({
      owner: `${name} ${version}`,
      file: { path, size, sha256 },
    })),
  ];
  const once = new Map(owned.map((entry) => [entry.file.path, entry]));
  return [...once.values()].sort((left, right) => right.file.size - left.file.size);
}
