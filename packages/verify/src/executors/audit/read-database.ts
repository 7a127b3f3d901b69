import { opendir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { errorMessage, isStatixError, StatixError } from '@statix/contract';
import {
  readOsvRecord,
  readRustSecAdvisory,
  type Advisory,
  type Database,
  type ReadAdvisories,
} from '@statix/evidence';
import { readBounded } from '../../evidence/read-bounded.js';

/** A folder of advisories: which of its files they are, and how one is read. */
export interface DatabaseForm {
  /** `RustSec` */
  readonly name: string;
  readonly isAdvisory: (fileName: string) => boolean;
  readonly read: (text: string, path: string) => ReadAdvisories;
}

export const rustSecForm: DatabaseForm = {
  name: 'RustSec',
  isAdvisory: (fileName) => /^RUSTSEC-\d{4}-\d{4,6}\.md$/.test(fileName),
  read: readRustSecAdvisory,
};

export const osvForm: DatabaseForm = {
  name: 'OSV',
  isAdvisory: (fileName) => fileName.endsWith('.json'),
  read: readOsvRecord,
};

/**
 * Debian's part of OSV has about 50,000 records, all of OSV some 500,000; the largest have 5 MB. RustSec's lie
 * two folders deep.
 */
export interface DatabaseLimits {
  readonly files: number;
  readonly depth: number;
  readonly fileBytes: number;
}

const LIMITS: DatabaseLimits = { files: 1_000_000, depth: 6, fileBytes: 32 * 1024 * 1024 };

/** As many files are named that cannot be read. */
const MOST_NAMED = 5;

/**
 * Reads a folder of advisories. It is from elsewhere: links are not followed, and files, depth and sizes have
 * limits. Where one advisory cannot be read the audit has no answer, and neither has it of a folder without any.
 *
 * @param isRelevant of which advisories something is to be kept
 * @throws StatixError STATIX_AUDIT_DATABASE
 */
export async function readDatabase(
  folder: string,
  form: DatabaseForm,
  isRelevant: (advisory: Advisory) => boolean,
  signal: AbortSignal,
  limits = LIMITS,
): Promise<Database> {
  const relevant: Advisory[] = [];
  const unreadable: string[] = [];
  let advisories = 0;
  let newest: string | null = null;
  for await (const path of filesBelow(folder, form, limits)) {
    signal.throwIfAborted();
    const shown = relative(folder, path);
    try {
      const { text } = await readBounded(path, limits.fileBytes);
      const read = form.read(text, shown);
      relevant.push(...read.advisories.filter(isRelevant));
      if (newest === null || read.date > newest) newest = read.date;
      advisories += 1;
    } catch (error) {
      unreadable.push(whyNot(error, shown));
    }
  }
  if (unreadable.length > 0) throw notAllRead(folder, form, unreadable);
  if (advisories === 0) throw empty(folder, form);
  return { relevant, advisories, newest };
}

async function* filesBelow(
  folder: string,
  form: DatabaseForm,
  limits: DatabaseLimits,
): AsyncGenerator<string> {
  let met = 0;
  const folders = [{ path: folder, depth: 0 }];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const { path, depth } = next;
    const entries = await opendir(path).catch((error: unknown) => {
      throw notListed(path, form, error);
    });
    // Closed at the end of the loop, also where it is left early.
    for await (const entry of entries) {
      met += 1;
      if (met > limits.files) throw tooMany(folder, form, limits.files);
      const inside = join(path, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.')) {
        if (depth >= limits.depth) throw tooDeep(inside, form, limits.depth);
        folders.push({ path: inside, depth: depth + 1 });
      } else if (form.isAdvisory(entry.name) && !entry.isDirectory()) {
        yield inside;
      }
    }
  }
}

function whyNot(error: unknown, path: string): string {
  if (isStatixError(error)) return [error.what, error.why].filter(Boolean).join(': ');
  return `${path}: ${errorMessage(error)}`;
}

function databaseError(fields: {
  what: string;
  why?: string;
  excerpt?: string[];
  remedy: string;
  cause?: unknown;
}): StatixError {
  const { remedy, ...rest } = fields;
  return new StatixError({ code: 'STATIX_AUDIT_DATABASE', ...rest, remedies: [remedy] });
}

function notListed(path: string, { name }: DatabaseForm, cause: unknown): StatixError {
  return databaseError({
    what: `The folder of ${name} cannot be read: ${path}`,
    why: errorMessage(cause),
    remedy: 'Name the folder by its path from the workspace root.',
    cause,
  });
}

function empty(folder: string, { name }: DatabaseForm): StatixError {
  return databaseError({
    what: `There is no advisory of ${name} in ${folder}`,
    why: 'Nothing was looked up, so nothing is known to be clean.',
    remedy: `Name the folder of a database of ${name}.`,
  });
}

function tooMany(folder: string, { name }: DatabaseForm, most: number): StatixError {
  return databaseError({
    what: `${folder} has more than ${most} entries`,
    why: `That is more than ${name} has.`,
    remedy: 'Name the folder of the database alone.',
  });
}

function tooDeep(path: string, { name }: DatabaseForm, most: number): StatixError {
  return databaseError({
    what: `${path} lies deeper than ${most} folders`,
    why: `No database of ${name} is as deep.`,
    remedy: 'Name the folder of the database alone.',
  });
}

function notAllRead(
  folder: string,
  { name }: DatabaseForm,
  unreadable: readonly string[],
): StatixError {
  const more = unreadable.length - MOST_NAMED;
  return databaseError({
    what: `${unreadable.length} advisories of ${name} in ${folder} cannot be read`,
    why: 'What they say is not known, so nothing is known to be clean.',
    excerpt: [...unreadable.slice(0, MOST_NAMED), ...(more > 0 ? [`… and ${more} more`] : [])],
    remedy: 'Fetch the database again; if it is complete, report this.',
  });
}
