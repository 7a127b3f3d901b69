import { createHash } from 'node:crypto';
import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { WorkspaceDocument } from '@statix/cargo';
import { canonicalDigest, StatixError } from '@statix/contract';

/** One file as the build will see it. Sources are small; their content is held for one build. */
export interface InputFile {
  /** Repository-relative, forward slashes. */
  readonly path: string;
  readonly content: Buffer;
  readonly sha256: string;
  readonly executable: boolean;
  /** True for what the build sees in a form of its own: the cut Cargo.lock and root manifest. */
  readonly document?: true;
}

/**
 * Reads the files of the input set, each once: what is hashed is what is staged. A symbolic link
 * becomes the file it leads to, and must not lead out of the workspace.
 *
 * @throws StatixError STATIX_INPUT_UNREADABLE, STATIX_INPUT_OUTSIDE
 */
export async function readInputs(
  workspaceRoot: string,
  paths: readonly string[],
): Promise<InputFile[]> {
  const root = await realpath(workspaceRoot);
  const files: InputFile[] = [];
  for (const path of paths) files.push(await readInput(root, path));
  return files;
}

async function readInput(root: string, path: string): Promise<InputFile> {
  const absolute = join(root, path);
  try {
    const stats = await lstat(absolute);
    if (stats.isSymbolicLink()) requireInside(root, path, await realpath(absolute));
    const content = await readFile(absolute);
    return {
      path,
      content,
      sha256: createHash('sha256').update(content).digest('hex'),
      executable: (stats.mode & 0o111) !== 0,
    };
  } catch (cause) {
    if (cause instanceof StatixError) throw cause;
    throw new StatixError({
      code: 'STATIX_INPUT_UNREADABLE',
      what: `${path} cannot be read`,
      why: cause instanceof Error ? cause.message : String(cause),
      remedies: [
        'If it was just removed, run again; Nx’s daemon may be a moment behind (`npx nx reset`).',
      ],
      cause,
    });
  }
}

function requireInside(root: string, path: string, target: string): void {
  const inside = relative(root, target);
  if (inside !== '..' && !inside.startsWith(`..${sep}`)) return;
  throw new StatixError({
    code: 'STATIX_INPUT_OUTSIDE',
    what: `${path} is a link to ${target}, outside the workspace`,
    why: 'Nx hashes the link and not what it leads to, so a change there would go unseen.',
    remedies: ['Put the file into the workspace, or leave the link out of the package.'],
  });
}

/** Documents of a plan as input files. */
export function documentFiles(documents: readonly WorkspaceDocument[]): InputFile[] {
  return documents.map(({ path, content: text }) => {
    const content = Buffer.from(text);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { path, content, sha256, executable: false, document: true };
  });
}

/** One sha256 over path, mode and content of every file. */
export function digestInputs(files: readonly InputFile[]): string {
  return canonicalDigest(
    files.map(({ path, sha256, executable }) => ({ path, sha256, executable })),
  );
}
