import { hash } from 'node:crypto';
import {
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  type Dirent,
  type Stats,
} from 'node:fs';

/**
 * What a reading of the repository rested on. A line for each directory, file and symbolic link:
 * `d|f|l`, path, digest of what it held, stamp, and for a directory the names that were looked for
 * in it (all when empty), with `/` between them. Tabs separate these; a path that holds one never
 * compares equal.
 */
export type Observation = readonly string[];

/** How an observation compares with the disk: `touched` when only stamps differ, and nothing that was read. */
export type Comparison =
  { readonly state: 'same' | 'changed' } | { readonly state: 'touched'; readonly now: Observation };

/**
 * A change within this time after another one may leave the times of a file as they were: file
 * systems keep them in steps of up to 2 s (FAT). git calls such entries "racily clean".
 */
const settleMilliseconds = 2000;

/** Collects what is read; a FileObserver of @statix/cargo, which this module does not load. */
export interface Observer {
  directory(real: string, entries: readonly Dirent[]): void;
  lookup(real: string, name: string): void;
  list(real: string): void;
  file(real: string, content: Uint8Array | string): void;
  link(path: string, real: string | undefined): void;
  /** Put together when it is first asked for, which may be long after the reading, and once. */
  observed(): Observation;
}

/** Of a directory: what it holds, and the names that mattered. */
interface SeenDirectory {
  readonly entries: readonly Dirent[];
  readonly names: Set<string>;
  all: boolean;
}

/** A moment by the clock of a file system. */
export interface FileSystemTime {
  readonly device: number;
  readonly milliseconds: number;
}

/**
 * Only collects, and looks nothing up: Nx waits for a reading, and not for what is kept of it. Stamps
 * are therefore taken later than what they stand for was read, and only of what has not changed since
 * `began`.
 *
 * @param began by the file system's clock, for the one of this machine may differ from it; without
 *   it nothing is stamped, and the next reading compares the content
 * @param beforehand observes what no reading waits for, right before all is put together
 */
export function startObservation(
  began: FileSystemTime | undefined,
  beforehand: (observer: Observer) => void,
): Observer {
  const directories = new Map<string, SeenDirectory>();
  const files = new Map<string, Uint8Array | string>();
  const links = new Map<string, string>();
  let observation: Observation | undefined;
  const putTogether = (): Observation => [
    ...[...directories].map(([path, { entries, names, all }]) => {
      const wanted = all ? '' : [...names].join('/');
      return ['d', path, directoryDigest(entries, wanted), stampSince(path, began), wanted].join(
        '\t',
      );
    }),
    ...[...files].map(([path, content]) =>
      ['f', path, digestOf(content), stampSince(path, began)].join('\t'),
    ),
    ...[...links].map(([path, real]) => ['l', path, real].join('\t')),
  ];
  const observer: Observer = {
    directory(real, entries) {
      // What was seen first was used first.
      if (!directories.has(real)) directories.set(real, { entries, names: new Set(), all: false });
    },
    lookup(real, name) {
      directories.get(real)?.names.add(name);
    },
    list(real) {
      const seen = directories.get(real);
      if (seen !== undefined) seen.all = true;
    },
    file(real, content) {
      files.set(real, content);
    },
    link(path, real) {
      links.set(path, real ?? '');
    },
    observed() {
      if (observation === undefined) {
        beforehand(observer);
        observation = putTogether();
        // In the daemon it is kept for hours; what it was made of need not be.
        for (const collected of [directories, files, links]) collected.clear();
      }
      return observation;
    },
  };
  return observer;
}

/**
 * Looks whether a reading would find what it found. A stamp that is as it was settles the matter, as
 * git's index does it: inode, size, and the times of content and of inode, of which no program can
 * set the last. Where stamps differ, as in a fresh clone, the content decides.
 */
export function compareObservation(
  observation: Observation,
  now: () => number = Date.now,
): Comparison {
  let touched = false;
  const lines: string[] = [];
  for (const line of observation) {
    const [kind = '', path = '', digest = '', stamp = '', names = ''] = line.split('\t');
    if (kind === 'l') {
      if (targetOf(path) !== digest) return { state: 'changed' };
      lines.push(line);
      continue;
    }
    const current = stampOf(path, now());
    if (stamp !== '' && stamp === current) {
      lines.push(line);
      continue;
    }
    if (current === missing || digestNow(kind, path, names) !== digest) return { state: 'changed' };
    touched ||= stamp !== current;
    const fields = kind === 'd' ? [names] : [];
    lines.push([kind, path, digest, current, ...fields].join('\t'));
  }
  return touched ? { state: 'touched', now: lines } : { state: 'same' };
}

const missing = '-';

/** @returns '' while a change could still hide behind the times */
function stampOf(path: string, now: number): string {
  const stat = statOf(path);
  return stat === undefined ? missing : stampBefore(now, stat);
}

/** @returns '' for what may have changed since a reading began */
function stampSince(path: string, began: FileSystemTime | undefined): string {
  const stat = statOf(path);
  if (stat === undefined || stat.dev !== began?.device) return '';
  return stampBefore(began.milliseconds, stat);
}

function stampBefore(milliseconds: number, stat: Stats): string {
  if (milliseconds - Math.max(stat.ctimeMs, stat.mtimeMs) < settleMilliseconds) return '';
  return `${stat.ino}:${stat.size}:${stat.mtimeMs}:${stat.ctimeMs}`;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Not allowed to look: what cannot be read is not there.
    return undefined;
  }
}

function digestNow(kind: string, path: string, names: string): string | undefined {
  try {
    return kind === 'd'
      ? directoryDigest(readdirSync(path, { withFileTypes: true }), names)
      : digestOf(readFileSync(path));
  } catch {
    return undefined;
  }
}

/** Of names and what they are, in whatever order the system gives them; names that are not there count too. */
function directoryDigest(entries: readonly Dirent[], looked: string): string {
  const wanted = looked === '' ? undefined : new Set(looked.split('/'));
  const lines: string[] = [];
  for (const entry of entries) {
    if (wanted !== undefined && !wanted.has(entry.name)) continue;
    lines.push(`${entry.isDirectory() ? 'd' : entry.isSymbolicLink() ? 'l' : 'f'}${entry.name}`);
  }
  // As they are where that is no longer than a digest or two: hashing takes longer than comparing.
  const names = lines.sort().join('/');
  return names.length > 100 ? digestOf(names) : names;
}

function digestOf(content: Uint8Array | string): string {
  return hash('sha256', content, 'base64');
}

function targetOf(link: string): string {
  try {
    return realpathSync(link);
  } catch {
    return '';
  }
}
