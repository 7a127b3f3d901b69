import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { manners } from '../harness/lay-files';
import {
  isHit,
  type ColdBuilds,
  type Programs,
  type StateWorkspace,
} from '../harness/warm-and-cold';
import type { Seeded } from './seeded';
import type { Run } from './states';

/** How far a run had come when something was edited. */
const moments = [
  'before another task of the run began',
  'while another task ran',
  'while the build was prepared',
  'while cargo compiled',
  'after cargo had ended',
] as const;
type Moment = (typeof moments)[number] | 'after the run';

/** A workspace in which files are edited while Nx runs, and edited back; and what came out so far. */
export class EditedDuringRun {
  runs = 0;
  readonly moments: Record<string, number> = {};
  readonly outcomes: Record<string, number> = {};
  readonly wrong: string[] = [];

  constructor(
    readonly workspace: StateWorkspace,
    private readonly random: Seeded,
    private readonly cold: ColdBuilds,
  ) {}

  /**
   * A run with an edit in it, and runs of both states after it: each must give what a cold build of
   * the state gives.
   */
  async round(name: string, base: Run, edited: Run): Promise<void> {
    const { workspace, random } = this;
    await workspace.lay(base);
    const { moment, outcome } = await this.#runWithEdit(random.of(moments), base, edited);
    this.runs += 1;
    this.moments[moment] = (this.moments[moment] ?? 0) + 1;
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
    const what = `${name}, ${moment} (${outcome}); then`;
    // What the run has stored is taken from the cache.
    workspace.removeDist();
    await this.#mustGive(base, `${what} the state before the edit`);
    await workspace.lay(edited);
    await this.#mustGive(edited, `${what} the edit`);
    await workspace.lay(base);
    await this.#mustGive(base, `${what} the state before the edit again`, true);
  }

  /** A run of `base`, with the edit at about the moment that is aimed at, and its reverse after that. */
  async #runWithEdit(
    aim: Moment,
    base: Run,
    edited: Run,
  ): Promise<{ moment: Moment; outcome: string }> {
    const { workspace, random } = this;
    const folder = mkdtempSync(join(tmpdir(), 'statix-during-'));
    const [mark, end] = [join(folder, 'begun'), join(folder, 'ended')];
    let output = '';
    let over = false;
    const now = (): Moment => {
      if (over) return 'after the run';
      if (!existsSync(mark)) return moments[0];
      if (!existsSync(end)) return moments[1];
      if (/Finished `/.test(output)) return moments[4];
      return output.includes('Compiling ') ? moments[3] : moments[2];
    };
    const running = workspace
      .nx(base, [], {
        env: { STATIX_E2E_SECONDS: '1.5', STATIX_E2E_MARK: mark, STATIX_E2E_END: end },
        watch: (text) => (output = text),
      })
      .finally(() => (over = true));
    while (!over && rank(now()) < rank(aim)) await after(10);
    // Anywhere within what is aimed at: hashing, staging and compiling take about as long.
    await after(random.below(aim === moments[4] ? 60 : 1000));
    const moment = now();
    const manner = random.of(manners.filter((one) => workspace.daemon || one !== 'time kept'));
    await workspace.lay(edited, manner);
    await after(random.below(2500));
    await workspace.lay(base, manner);
    const { status, output: all } = await running;
    rmSync(folder, { recursive: true });
    if (status !== 0) return { moment, outcome: codeOf(all) };
    return { moment, outcome: isHit(base, all) ? 'from the cache' : 'built' };
  }

  async #mustGive(run: Run, what: string, fromCache = false): Promise<void> {
    const { status, output } = await this.workspace.nx(run);
    if (status !== 0) {
      this.wrong.push(`${what}: failed\n${output}`);
      return;
    }
    const hit = isHit(run, output);
    const found = this.workspace.programs(run);
    const wanted = await this.cold.programs(run);
    if (!isDeepStrictEqual(found, wanted))
      this.wrong.push(
        `${what}: ${differences(found, wanted)}${hit ? ', from the cache' : ''}\n${output}`,
      );
    else if (fromCache && !hit) this.wrong.push(`${what}: built\n${output}`);
  }
}

function differences(found: Programs, wanted: Programs): string {
  return [...new Set([...Object.keys(found), ...Object.keys(wanted)])]
    .filter((name) => found[name] !== wanted[name])
    .map((name) => {
      if (found[name] === undefined) return `${name} is not there`;
      return wanted[name] === undefined ? `${name} is there` : `${name} has other bytes`;
    })
    .join(', ');
}

function rank(moment: Moment): number {
  return [...moments, 'after the run'].indexOf(moment);
}

function codeOf(output: string): string {
  return /STATIX_\w+/.exec(output)?.[0] ?? `failed: ${output.slice(-2000)}`;
}
