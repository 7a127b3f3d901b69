import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import type { CutFile } from '@statix/cargo';
import { canonicalDigest } from '@statix/contract';
import { readInput } from './open-input.js';

/** One file as the build will see it. Sources are small; their content is held for one build. */
export interface InputFile {
  /** Repository-relative, forward slashes. */
  readonly path: string;
  readonly content: Buffer;
  readonly sha256: string;
  /** As its content says; see {@link isProgram}. */
  readonly executable: boolean;
  /** When it was last changed on disk, milliseconds since the epoch; undefined for a cut file. */
  readonly changed?: number;
  /** True for what the build sees in a form of its own: the cut Cargo.lock and root manifest. */
  readonly cut?: true;
}

/**
 * Reads the files of the input set, each once: what is hashed is what is staged. A symbolic link
 * becomes the file it leads to, which must be an input as well: Nx hashes the link and not its target.
 *
 * @param alsoHashed paths that a link may lead to besides the given ones
 * @throws StatixError STATIX_INPUT_UNREADABLE, STATIX_INPUT_OUTSIDE, STATIX_INPUT_LINK,
 *   STATIX_INPUT_CHANGED
 */
export async function readInputs(
  workspaceRoot: string,
  paths: readonly string[],
  alsoHashed: readonly string[] = [],
): Promise<InputFile[]> {
  const root = await realpath(workspaceRoot);
  const hashed = new Set([...paths, ...alsoHashed]);
  const files: InputFile[] = [];
  for (const path of paths) {
    const { content, changed } = await readInput(root, path, (target) => hashed.has(target));
    files.push({ path, content, sha256: sha256(content), executable: isProgram(content), changed });
  }
  return files;
}

/**
 * Whether a file is staged with mode 0755: one that the kernel can execute, a script with an
 * interpreter or an ELF file. Decided by the content, because Nx hashes no modes: two checkouts of the
 * same content must build the same (git keeps the bit, a zip file, a Windows disk or `core.fileMode`
 * may not), and `chmod` alone must not give another binary under the same hash.
 */
export function isProgram(content: Buffer): boolean {
  return content.subarray(0, 2).equals(scriptMagic) || content.subarray(0, 4).equals(elfMagic);
}

const scriptMagic = Buffer.from('#!');
const elfMagic = Buffer.from('\x7fELF', 'latin1');

/** The cut files of a plan as inputs. */
export function cutInputs(cutFiles: readonly CutFile[]): InputFile[] {
  return cutFiles.map(({ path, content: text }) => {
    const content = Buffer.from(text);
    return { path, content, sha256: sha256(content), executable: false, cut: true };
  });
}

/** One sha256 over path and content of every file; the mode follows from the content. */
export function digestInputs(files: readonly InputFile[]): string {
  return canonicalDigest(files.map(({ path, sha256 }) => ({ path, sha256 })));
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
