import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { StatixError } from '@statix/contract';
import type { ProvenProgram } from './take-programs.js';
import { readBounded } from './take-file.js';

/** A document about a program, to lie beside the packages. */
export interface Evidence {
  readonly name: string;
  readonly content: Buffer;
}

const MOST_BYTES = 64 * 1024 ** 2;

/** What verify-static and the steps after it write about a program. The report alone has to be there. */
const ABOUT_PROGRAM = [
  '.verify.json',
  '.verify.md',
  '.verify.html',
  '.cdx.json',
  '.svr.json',
] as const;
const NOTICES = '.notices.txt';

/**
 * The documents about a program, as far as there are any. One that is about a file must name the hash of the
 * program, or of what it was made from: shipped beside another it would be a lie.
 *
 * @param reports folder of the verify report
 * @param builds folder of the build, which has the notices where `reports` has none
 * @throws StatixError STATIX_PACKAGE_EVIDENCE_DIFFERS, STATIX_PACKAGE_FILE_REFUSED
 */
export async function evidenceOf(
  { name, known }: Pick<ProvenProgram, 'name' | 'known'>,
  { reports, builds }: { readonly reports: string; readonly builds: string },
): Promise<Evidence[]> {
  const found: Evidence[] = [];
  for (const suffix of ABOUT_PROGRAM) {
    const path = join(reports, `${name}${suffix}`);
    if (!(await isThere(path))) continue;
    const content = await readBounded(path, MOST_BYTES);
    if (!known.some((sha256) => content.includes(sha256))) throw differs(path, known);
    found.push({ name: `${name}${suffix}`, content });
  }
  return [...found, ...(await noticesOf(name, [reports, builds]))];
}

/** The notices of what is in a program: licences ask for them wherever it goes. */
async function noticesOf(name: string, folders: readonly string[]): Promise<Evidence[]> {
  for (const folder of folders) {
    const path = join(folder, `${name}${NOTICES}`);
    if (await isThere(path)) {
      return [{ name: `${name}${NOTICES}`, content: await readBounded(path, MOST_BYTES) }];
    }
  }
  return [];
}

/** Whether a document is one that goes into the archives as well, and not only beside them. */
export function isNotices({ name }: Evidence): boolean {
  return name.endsWith(NOTICES);
}

function differs(path: string, known: readonly string[]): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_EVIDENCE_DIFFERS',
    what: `${path} is about another program`,
    why: 'It does not name the sha256 of the program that is packaged, or of what that was made from.',
    excerpt: known.map((sha256) => `expected ${sha256}`),
    remedies: ['Remove it, and run the step that writes it again.'],
  });
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
