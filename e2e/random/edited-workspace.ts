import { isDeepStrictEqual } from 'node:util';
import type { Manner } from '../harness/lay-files';
import { isHit, type Programs, type StateWorkspace } from '../harness/warm-and-cold';
import type { Run } from './states';

/** How an edit is made, and what happens before the build. */
export interface How {
  readonly manner: Manner;
  /** A run before it is ended by Ctrl-C. */
  readonly interrupted: boolean;
  readonly withoutDist: boolean;
}

/** A used workspace in which edits are made and built, and what came out so far. */
export class EditedWorkspace {
  readonly #built = new Set<string>();
  edits = 0;
  hits = 0;
  /** Of the hits, those of a state that this workspace had built before. */
  reverts = 0;
  readonly differences: string[] = [];

  constructor(readonly workspace: StateWorkspace) {}

  /** Makes an edit and builds it. @param cold what a cold build of the state makes */
  async edit(name: string, run: Run, how: How, cold: Promise<Programs>): Promise<void> {
    const { workspace } = this;
    // Without its daemon Nx does not see such an edit (docs/affected.md).
    const kept = how.manner === 'time kept' && !workspace.daemon;
    await workspace.lay(run, kept ? 'renamed' : how.manner);
    if (how.interrupted) await this.#interrupt(run);
    if (how.withoutDist) workspace.removeDist();
    const { status, output } = await workspace.nx(run);
    this.edits += 1;
    const what = `${name}: ${run.project} ${run.args.join(' ')}`;
    if (status !== 0) {
      this.differences.push(`${what}: failed\n${output}`);
      return;
    }
    const hit = isHit(run, output);
    if (hit) this.hits += 1;
    if (this.#built.has(run.key)) {
      if (hit) this.reverts += 1;
      else this.differences.push(`${what}: built once more\n${output}`);
    }
    this.#built.add(run.key);
    const used = workspace.programs(run);
    const fromNothing = await cold;
    if (Object.keys(fromNothing).length === 0 || !isDeepStrictEqual(used, fromNothing))
      this.differences.push(`${what}: ${JSON.stringify({ used, fromNothing, hit })}`);
  }

  /** A run that gets SIGINT when cargo compiles, if it comes to that. */
  async #interrupt(run: Run): Promise<void> {
    let sent = false;
    const { status } = await this.workspace.nx(run, [], {
      watch: (output, kill) => {
        if (sent || !output.includes('Compiling ')) return;
        sent = true;
        kill('SIGINT');
      },
    });
    if (status === 0) this.#built.add(run.key);
  }
}
