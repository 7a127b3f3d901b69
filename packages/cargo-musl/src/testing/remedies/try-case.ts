import { readFileSync } from 'node:fs';
import { execaSync } from 'execa';
import { resetWorkspaceContext } from 'nx/src/utils/workspace-context';
import { diagnoseLog } from '@statix/advice';
import { isTable, readManifest, repositoryFiles, valueAt } from '@statix/cargo';
import { isStatixError, StatixError, type Remedy } from '@statix/contract';
import { BuildWorkspace } from '../build-workspace.js';
import { followRemedy } from './follow-remedy.js';
import { caseName, type RemedyCase } from './remedy-case.js';

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
  const memory = process.env['STATIX_MEMORY'];
  try {
    lock(workspace.root, remedyCase);
    remedyCase.change?.(workspace);
    const first = await run(workspace, remedyCase);
    if (first === undefined) throw new Error(`${caseName(remedyCase)}: the first run succeeds`);
    const log = logOf(first);
    const before = [...idsOf(log, workspace.root), first.code];
    const remedy = first.remedies.find(({ text }) => text.startsWith(remedyCase.remedy));
    if (remedy === undefined) throw new Error(`no such remedy: ${JSON.stringify(first.remedies)}`);
    if (remedyCase.follow === undefined) followRemedy(workspace.root, remedy, remedyCase.values);
    else remedyCase.follow(workspace, remedy);
    const second = await run(workspace, remedyCase);
    return {
      ...{ before, remedy, log },
      after: second === undefined ? [] : idsOf(logOf(second), workspace.root),
      ended: second === undefined ? 'succeeded' : 'failed otherwise',
      ...(second === undefined ? {} : { error: `${second.what}\n${second.why ?? ''}` }),
    };
  } finally {
    if (memory === undefined) delete process.env['STATIX_MEMORY'];
    else process.env['STATIX_MEMORY'] = memory;
    await workspace.remove();
  }
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

async function run(
  workspace: BuildWorkspace,
  { options = {}, run: what }: RemedyCase,
): Promise<StatixError | undefined> {
  // Nx lists a workspace once in a process, by the ignore files of then.
  resetWorkspaceContext();
  const settings = { ...options, ...settingsOf(workspace.root) };
  try {
    await (what === 'test' ? workspace.test('app', settings) : workspace.build('app', settings));
    return undefined;
  } catch (error) {
    if (isStatixError(error)) return error;
    throw error;
  }
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
