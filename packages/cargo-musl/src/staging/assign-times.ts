import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { InputFile } from '../inputs/read-inputs.js';

export type TrackedFile = Pick<InputFile, 'path' | 'sha256' | 'executable'>;

/** What was staged last, by path: a key of the content, and the modification time it was given. */
export type StagedTimes = Readonly<Record<string, { readonly key: string; readonly time: number }>>;

/**
 * Gives every staged file and folder a modification time such that Cargo sees each change of content
 * and nothing else. Cargo compares times only (doc comment of cargo's core/compiler/fingerprint):
 * a file is newer than the last compilation, or it is unchanged. So the times of the working copy do not do:
 * `git checkout` of an old revision, `cp -p` and an edit within one second all lie. Here an entry
 * keeps its time as long as its content is the same, and gets the present one when it differs from
 * what was staged last, a revert included.
 *
 * A folder's content is the list of its entries, which `rerun-if-changed=<folder>` looks at. A
 * manifest's content includes the list of the files below it: a package whose build script names no
 * inputs is judged by its newest file, and a deletion changes no file.
 *
 * Only what is compiled takes part: stubs and manifests of other members differ from one package's
 * view to the next, and so do the folders above the packages.
 *
 * @param files the sources of the package and its path dependencies, and its extra inputs
 * @param roots the folders of those packages, '' for the root of the repository
 * @param now seconds since the epoch by the engine's clock, with fractions
 */
export function assignTimes(
  previous: StagedTimes,
  files: readonly TrackedFile[],
  roots: readonly string[],
  now: number,
): StagedTimes {
  const times: Record<string, { key: string; time: number }> = {};
  for (const [path, key] of contentKeys(files, roots)) {
    const before = previous[path];
    times[path] = before?.key === key ? before : { key, time: now };
  }
  return times;
}

function contentKeys(files: readonly TrackedFile[], roots: readonly string[]): Map<string, string> {
  const keys = new Map<string, string>();
  const entries = new Map<string, Set<string>>();
  for (const file of files) {
    keys.set(file.path, `${file.sha256}${file.executable ? '+x' : ''}`);
    for (let path = file.path; path !== '.'; path = dirname(path)) {
      const siblings = entries.get(dirname(path)) ?? new Set<string>();
      siblings.add(path);
      entries.set(dirname(path), siblings);
    }
  }
  for (const [folder, children] of entries) {
    const above = folder === '.' || roots.some((root) => root.startsWith(`${folder}/`));
    if (!above) keys.set(folder, listDigest([...children]));
  }
  for (const root of roots) {
    const manifest = root === '' ? 'Cargo.toml' : `${root}/Cargo.toml`;
    const content = keys.get(manifest);
    if (content === undefined) continue;
    const below = files
      .map((file) => file.path)
      .filter((path) => root === '' || path.startsWith(`${root}/`));
    keys.set(manifest, `${content} ${listDigest(below)}`);
  }
  return keys;
}

function listDigest(names: readonly string[]): string {
  return createHash('sha256')
    .update([...names].sort().join('\n'))
    .digest('hex');
}
