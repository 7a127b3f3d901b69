import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { InputFile } from '../inputs/read-inputs.js';

export type TrackedFile = Pick<InputFile, 'path' | 'sha256' | 'cut'>;

/** A package that is compiled, as far as Cargo's view of changes needs mending. */
export interface CompiledPackage {
  /** Repository-relative folder, '' for the root of the repository. */
  readonly root: string;
  /** Files that rustc is given: the roots of its targets and its build script. */
  readonly entries: readonly string[];
  /** Of Cargo.lock and root manifest, as far as they matter to the package itself. */
  readonly workspaceDigest: string;
}

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
 * A folder's content is the list of its entries, which `rerun-if-changed=<folder>` looks at. The
 * content of what rustc is given includes all files of the package that are no Rust sources, their
 * names and the extra inputs: a build script that says `rerun-if-changed` for some files and reads
 * others, and a macro such as include_dir!, are never run again by Cargo, and the binary would not be
 * the one that its inputs make in a cold build. For the same reason it includes what the package's
 * part of Cargo.lock and root manifest is: its own part and not the built program's, or programs
 * that share a package would each make it anew.
 *
 * Only what is compiled takes part: stubs and manifests of other members differ from one package's
 * view to the next, and so do the folders above the packages.
 *
 * @param files the sources of the package and its path dependencies, and its extra inputs
 * @param packages the package and its path dependencies
 * @param now seconds since the epoch by the engine's clock, with fractions
 */
export function assignTimes(
  previous: StagedTimes,
  files: readonly TrackedFile[],
  packages: readonly CompiledPackage[],
  now: number,
): StagedTimes {
  const times: Record<string, { key: string; time: number }> = {};
  for (const [path, key] of contentKeys(files, packages)) {
    const before = previous[path];
    // A time to come was given by a clock that was set back since; see `datedJob`.
    times[path] = before?.key === key && before.time <= now ? before : { key, time: now };
  }
  return times;
}

function contentKeys(
  files: readonly TrackedFile[],
  packages: readonly CompiledPackage[],
): Map<string, string> {
  const keys = new Map<string, string>();
  const entries = new Map<string, Set<string>>();
  for (const file of files) {
    keys.set(file.path, file.sha256);
    for (let path = file.path; path !== '.'; path = dirname(path)) {
      const siblings = entries.get(dirname(path)) ?? new Set<string>();
      siblings.add(path);
      entries.set(dirname(path), siblings);
    }
  }
  for (const [folder, children] of entries) {
    const above = folder === '.' || packages.some(({ root }) => root.startsWith(`${folder}/`));
    if (!above) keys.set(folder, listDigest([...children]));
  }
  for (const { root, entries: given, workspaceDigest } of packages) {
    const unseen = listDigest([
      workspaceDigest,
      ...files
        // Cut files differ from one program's view to the next; workspaceDigest speaks for them.
        .filter(({ cut }) => cut !== true)
        .filter(({ path }) => isWithin(path, root) || isExtraInput(path, packages))
        .map((file) => (file.path.endsWith('.rs') ? file.path : `${file.path} ${file.sha256}`)),
    ]);
    for (const path of given) {
      const content = keys.get(path);
      if (content !== undefined) keys.set(path, `${content} ${unseen}`);
    }
  }
  return keys;
}

function isExtraInput(path: string, packages: readonly CompiledPackage[]): boolean {
  return !packages.some(({ root }) => isWithin(path, root));
}

function isWithin(path: string, root: string): boolean {
  return root === '' || path.startsWith(`${root}/`);
}

function listDigest(names: readonly string[]): string {
  return createHash('sha256')
    .update([...names].sort().join('\n'))
    .digest('hex');
}
