import { readFileSync } from 'node:fs';
import { execaSync } from 'execa';
import { resetWorkspaceContext } from 'nx/src/utils/workspace-context';
import { diagnoseLog } from '@statix/advice';
import { isTable, readManifest, repositoryFiles, valueAt } from '@statix/cargo';
import { isStatixError, type StatixError, type Remedy } from '@statix/contract';
import { BuildWorkspace } from '../build-workspace.js';
import { followRemedy } from './follow-remedy.js';
import { caseName, type ByHand, type RemedyCase } from './remedy-case.js';
import { typedInImage } from './typed-in-image.js';

/** What became of a case. */
export interface Tried {
  /** Ids of what the log of the first run shows, and the code of its error. */
  readonly before: readonly string[];
  /** Of the second run, with the remedy; none where it succeeded. */
  readonly after: readonly string[];
  readonly ended: 'succeeded' | 'failed otherwise';
  readonly remedy: Remedy;
  /** What was printed by the first run. */
  readonly log: string;
  /** The last error, where it failed otherwise. */
  readonly error?: string;
}

/**
 * Provokes a signature, follows the remedy of it that the error printed, and runs again.
 *
 * @throws Error where the first run does not fail, or prints no such remedy
 */
export async function tryCase(remedyCase: RemedyCase): Promise<Tried> {
  const workspace = await BuildWorkspace.create(filesOf(remedyCase));
  const environment = ownVariables();
  try {
    lock(workspace.root, remedyCase);
    if (remedyCase.image !== undefined) await workspace.imageOfItsOwn(remedyCase.image);
    await remedyCase.change?.(workspace);
    const first = await run(workspace, remedyCase);
    if (first === undefined) throw new Error(`${caseName(remedyCase)}: the first run succeeds`);
    const before = [...idsOf(first.log, workspace.root), first.code];
    const remedy = remedyOf(first, remedyCase.remedy);
    if (remedyCase.follow !== undefined) await remedyCase.follow(workspace, remedy);
    else if (remedyCase.runAfter !== 'remedy')
      await followRemedy(workspace.root, remedy, remedyCase.values);
    for (const further of remedyCase.then ?? [])
      await followRemedy(workspace.root, remedyOf(first, further), remedyCase.values);
    const second = await run(workspace, { ...remedyCase, ...runAfter(remedyCase, remedy) });
    return {
      ...{ before, remedy, log: first.log },
      after: second === undefined ? [] : idsOf(second.log, workspace.root),
      ended: second === undefined ? 'succeeded' : 'failed otherwise',
      ...(second === undefined ? {} : { error: second.words }),
    };
  } finally {
    for (const name of Object.keys(ownVariables())) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, environment);
    await workspace.remove();
  }
}

/** Settings of the machine, which remedies change. */
function ownVariables(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name.startsWith('STATIX_')),
  );
}

function remedyOf({ remedies }: Failed, start: string): Remedy {
  const remedy = remedies.find(({ text }) => text.startsWith(start));
  if (remedy === undefined) throw new Error(`no such remedy: ${JSON.stringify(remedies)}`);
  return remedy;
}

function runAfter({ run: before, runAfter: what }: RemedyCase, { snippet = '' }: Remedy) {
  if (what === undefined) return {};
  const typed = typeof before === 'object' ? before : {};
  return { run: what === 'build' ? undefined : { ...typed, command: snippet } };
}

function filesOf({ files, dependencies = '', buildDependencies = '' }: RemedyCase) {
  return {
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
    'crates/app/Cargo.toml':
      '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n' +
      `[dependencies]\n${dependencies}\n[build-dependencies]\n${buildDependencies}`,
    'crates/app/src/main.rs': 'fn main() { println!("hello"); }\n',
    ...files,
  };
}

function lock(root: string, { precise = {} }: RemedyCase): void {
  execaSync('cargo', ['generate-lockfile', '--quiet'], { cwd: root });
  for (const [crate, version] of Object.entries(precise))
    execaSync('cargo', ['update', '--quiet', crate, '--precise', version], { cwd: root });
}

/** A run that did not succeed. */
interface Failed {
  readonly code: string;
  readonly remedies: readonly Remedy[];
  readonly words: string;
  readonly log: string;
}

async function run(
  workspace: BuildWorkspace,
  { options = {}, run: what }: Omit<RemedyCase, 'run'> & { run?: RemedyCase['run'] | undefined },
): Promise<Failed | undefined> {
  if (typeof what === 'object') return runByHand(workspace, what);
  // Nx lists a workspace once in a process, by the ignore files of then.
  resetWorkspaceContext();
  const settings = { ...options, ...settingsOf(workspace.root) };
  try {
    await (what === 'test' ? workspace.test('app', settings) : workspace.build('app', settings));
    return undefined;
  } catch (error) {
    if (!isStatixError(error)) throw error;
    const { code, remedies, what: happened, why = '' } = error;
    return { code, remedies, words: `${happened}\n${why}`, log: logOf(error) };
  }
}

/** Whoever types it asks the diagnosis about what is printed. */
function runByHand(workspace: BuildWorkspace, { command, variables }: ByHand): Failed | undefined {
  const { log, exitCode } = typedInImage(workspace, command, variables);
  if (exitCode === 0) return undefined;
  const remedies = diagnoseLog(log).flatMap((diagnosis) =>
    diagnosis.remedies.map(({ text, snippet }) => ({
      text,
      ...(snippet === undefined ? {} : { snippet }),
    })),
  );
  return { code: `exit code ${exitCode}`, remedies, words: log, log };
}

/** As the plugin hands them to the target. */
function settingsOf(root: string): Record<string, unknown> {
  const manifest = readManifest('crates/app', repositoryFiles(root));
  const settings = valueAt({ ...manifest.document.package }, 'metadata', 'statix', 'build-static');
  return isTable(settings) ? settings : {};
}

function logOf(error: StatixError): string {
  const path = error.remedies.find(({ text }) => text === 'The whole log:')?.snippet;
  return path === undefined ? '' : readFileSync(path, 'utf8');
}

/** Without a context: what the log alone shows. */
function idsOf(log: string, root: string): string[] {
  const exists = (path: string): boolean => repositoryFiles(root).exists(path);
  return diagnoseLog(log, { repositoryFiles: exists }).map(({ id }) => id);
}
