import { constants } from 'node:fs';
import { lstat, open, opendir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorMessage } from '@statix/contract';
import { CACHE_FOLDER_MARKER, LARGEST_MARKER, scopeInMarker } from './cache-folder-marker.js';

/** What is in a cache folder. */
export interface CacheFolderFacts {
  /**
   * Its trust scope; `none` where it is empty, `unmarked` where it has content of nobody knows whom, `broken`
   * where its marker says nothing.
   */
  readonly owner: { readonly scope: string } | 'none' | 'unmarked' | 'broken';
  /** Bytes of its files. */
  readonly sizeBytes: number;
  readonly files: number;
  /** What is neither file nor folder, links above all, and folders that cannot be read: no build takes it. */
  readonly others: number;
  /** Not all of it was looked at: there is too much. */
  readonly isCut: boolean;
}

/** More than a cache of crates has. */
const MOST_ENTRIES = 500_000;
const DEEPEST = 16;

/**
 * Looks at a cache folder, changes nothing in it, and follows no link in it; the folder itself may be named by
 * one, as for a build.
 *
 * @returns undefined where there is no such folder, the reason where it cannot be read
 */
export async function lookAtCacheFolder(
  folder: string,
  most = MOST_ENTRIES,
): Promise<CacheFolderFacts | { readonly unreadable: string } | undefined> {
  try {
    const root = await realpath(folder);
    const found = { sizeBytes: 0, files: 0, others: 0, entries: 0, isCut: false };
    await walk(root, DEEPEST, most, found);
    const { entries, ...rest } = found;
    return { ...rest, owner: await ownerOf(root, entries) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    return { unreadable: errorMessage(error) };
  }
}

interface Found {
  sizeBytes: number;
  files: number;
  others: number;
  entries: number;
  isCut: boolean;
}

async function walk(folder: string, depth: number, most: number, found: Found): Promise<void> {
  // A folder that somebody has replaced by a link since it was listed.
  if ((await realpath(folder)) !== folder) {
    found.others += 1;
    return;
  }
  for await (const { name } of await opendir(folder)) {
    if (found.entries >= most) {
      found.isCut = true;
      return;
    }
    found.entries += 1;
    const path = join(folder, name);
    // A build may remove what it does not need.
    const facts = await lstat(path).catch(() => undefined);
    if (facts === undefined) continue;
    if (facts.isFile()) {
      found.files += 1;
      found.sizeBytes += facts.size;
    } else if (!facts.isDirectory()) found.others += 1;
    else if (depth === 0) found.isCut = true;
    else
      await walk(path, depth - 1, most, found).catch(() => {
        found.others += 1;
      });
  }
}

async function ownerOf(root: string, entries: number): Promise<CacheFolderFacts['owner']> {
  const marker = await readMarker(join(root, CACHE_FOLDER_MARKER));
  if (marker === undefined) return entries === 0 ? 'none' : 'unmarked';
  const scope = scopeInMarker(marker);
  return scope === undefined ? 'broken' : { scope };
}

/** @returns undefined for what is no regular file of that size, as a build that looks for it */
async function readMarker(path: string): Promise<Buffer | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const facts = await file.stat();
      if (!facts.isFile() || facts.size > LARGEST_MARKER) return undefined;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(facts.size), 0, facts.size, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'ENXIO'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}
