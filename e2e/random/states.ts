import { edits } from './edits';
import { filesOf, startingModel, type Model } from './model';
import type { Seeded } from './seeded';
import { filesOfTold, profileOf, startingTold, type Content, type Told } from './told';
import { commandLine, toldEdits } from './told-edits';

/**
 * All files of an Nx workspace with two Cargo workspaces in it: one whose program tells everything that
 * its build has seen, and one of several programs with crates of the registry.
 */
export interface State {
  readonly told: Told;
  readonly model: Model;
}

/** A build of a state, by `nx run`. */
export interface Run {
  readonly state: State;
  readonly files: ReadonlyMap<string, Content>;
  readonly project: string;
  /** Of the command line. */
  readonly args: readonly string[];
  readonly profile: string;
  /** The same for two runs of the same command on the same files. */
  readonly key: string;
}

export const startingState = (): State => ({ told: startingTold, model: startingModel() });

function runOf(state: State, project: string): Run {
  const files = new Map<string, Content>([...filesOf(state.model), ...filesOfTold(state.told)]);
  const { args } = project === 'app' ? state.told : { args: [] };
  const key = JSON.stringify([project, args, [...files].sort()]);
  return { state, files, project, args, profile: profileOf({ args }), key };
}

export const startingRun = (): Run => runOf(startingState(), 'app');

/**
 * The build after a random edit that changes some file or the command line, of the program that was
 * edited where that is one.
 */
export function nextRun({ state, key }: Run, random: Seeded): { kind: string; run: Run } {
  for (;;) {
    const next = random.below(3) === 0 ? ofModel(state, random) : ofTold(state, random);
    if (next !== undefined && next.run.key !== key) return next;
  }
}

/** As {@link nextRun}, of the program that tells everything and of files alone. */
export function nextFiles({ state, files }: Run, random: Seeded): { kind: string; run: Run } {
  for (;;) {
    const { kind, run } = ofTold(state, random, fileEdits);
    if (JSON.stringify([...run.files]) !== JSON.stringify([...files])) return { kind, run };
  }
}

/** A run in which another task goes first. */
export function startingRunThatWaits(): Run {
  const { told, model } = startingState();
  return runOf({ told: { ...told, waits: true }, model }, 'app');
}

const fileEdits = toldEdits.filter(({ kind }) => kind !== commandLine);

function ofTold(
  { told, model }: State,
  random: Seeded,
  edits = toldEdits,
): { kind: string; run: Run } {
  const { kind, change } = random.of(edits);
  return { kind, run: runOf({ told: { ...told, ...change(told, random) }, model }, 'app') };
}

function ofModel({ told, model }: State, random: Seeded): { kind: string; run: Run } | undefined {
  const edited = structuredClone(model);
  const { kind, apply } = random.of(edits);
  const where = apply(edited, random);
  // What a program reads undeclared fails; the suite of random edits has that.
  const programs = [...edited.packages.values()].filter(({ program }) => program);
  if (where === undefined || programs.some(({ undeclared }) => undeclared)) return undefined;
  const { name } = programs.find((one) => one.name === where) ?? random.of(programs);
  return { kind, run: runOf({ told, model: edited }, name) };
}
