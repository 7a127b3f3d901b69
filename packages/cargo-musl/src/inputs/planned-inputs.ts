import type { CutFile, FetchSet, InputSet } from '@statix/cargo';
import { nxRunStart } from '@statix/task';
import { generatedFiles } from './generated-files.js';
import { cutInputs, readInputs, type InputFile } from './read-inputs.js';
import { requireExtraInputs } from './require-extra-inputs.js';
import { requireUnchanged } from './require-unchanged.js';

import { workspaceFiles } from './workspace-files.js';

/** As much of a plan as says which files a build sees. */
export interface PlannedFiles {
  readonly inputs: InputSet;
  readonly cutFiles: readonly CutFile[];
  /** The package and its path dependencies. */
  readonly compiled: readonly { readonly root: string }[];
  readonly fetched: FetchSet;
  readonly options: { readonly extraInputs: readonly string[] };
}

/** What a build sees, as it was read. */
export interface ReadInputs {
  /** Everything that the hash covers. */
  readonly inputs: InputFile[];
  /** Those whose changes Cargo has to see: without other packages' manifests. */
  readonly sources: InputFile[];
  /** Paths of the inputs that other tasks have written. */
  readonly generated: readonly string[];
}

/**
 * Reads what a build may see, and makes sure that it is what Nx has hashed for this run.
 *
 * @param runStart when this run of Nx began, milliseconds since the epoch
 * @throws StatixError STATIX_INPUT_CHANGED, and those of `readInputs`
 */
export async function readPlannedInputs(
  plan: Pick<PlannedFiles, 'inputs' | 'cutFiles' | 'compiled' | 'options'>,
  workspaceRoot: string,
  runStart: number | undefined = nxRunStart(),
): Promise<ReadInputs> {
  const sources = new Set(await workspaceFiles(workspaceRoot, [...plan.inputs.sources]));
  // One list, as in the hash: its negations take away from all of it.
  const all = await workspaceFiles(workspaceRoot, [...plan.inputs.sources, ...plan.inputs.files]);
  const cut = cutInputs(plan.cutFiles);
  const cutPaths = new Set(cut.map(({ path }) => path));
  const listed = all.filter((path) => !cutPaths.has(path));
  await requireExtraInputs(workspaceRoot, plan.options.extraInputs, all);
  const generated = await generatedFiles(workspaceRoot, plan.inputs.generated);
  const files = await readInputs(workspaceRoot, listed, generated);
  // Written in this run, after the rest was hashed, and hashed after that.
  const written = await readInputs(workspaceRoot, generated, listed);
  await requireUnchanged(workspaceRoot, runStart, {
    files,
    cutFiles: [...cutPaths],
    folders: plan.compiled.map(({ root }) => root),
  });
  return {
    inputs: [...files, ...written, ...cut],
    sources: [...files.filter((file) => sources.has(file.path)), ...written, ...cut],
    generated,
  };
}

/**
 * Reads what `cargo fetch` needs: manifests, and root manifest and lock as the build sees them. It is no
 * part of the hash, so a manifest may be a link to another.
 *
 * @throws StatixError as `readInputs`
 */
export async function readFetched(
  { fetched, cutFiles }: Pick<PlannedFiles, 'fetched' | 'cutFiles'>,
  workspaceRoot: string,
): Promise<InputFile[]> {
  const paths = await workspaceFiles(workspaceRoot, [...fetched.files]);
  const manifests = await workspaceFiles(workspaceRoot, ['**/Cargo.toml']);
  const files = await readInputs(workspaceRoot, paths, manifests);
  return [...files, ...cutInputs(cutFiles)];
}
