import { StatixError } from './statix-error.js';

/**
 * How commands of Nx are typed in one workspace. Messages are written for `npx nx`, for targets of the
 * names that they have unless they are renamed, and for an image project called statix-image; what
 * prints a message for a person has its commands spelled first.
 */
export interface NxCommands {
  /** What Nx is started with: `npx nx`, or `./nx` where nothing but that is there. */
  readonly nx: string;
  /** A task of ours by what it is called in this workspace; itself where nothing else is known. */
  readonly taskOf: (task: NxTaskName) => NxTaskName;
}

export interface NxTaskName {
  /** `<project>` in messages that know none. */
  readonly project: string;
  readonly target: string;
}

/** The commands in a text of ours as they are typed in a workspace; what is no command stays as it is. */
export function spellCommands(text: string, { nx, taskOf }: NxCommands): string {
  return text
    .replace(RUN, (_, run: string, project: string, target: string) => {
      const task = taskOf({ project, target });
      return `${run}${task.project}:${task.target}`;
    })
    .replace(GENERATE, (_, generate: string) => {
      // Any task of it tells which project is meant.
      const { project } = taskOf({ project: '<project>', target: 'build-static' });
      return `${generate}${project}`;
    })
    .replace(START, nx);
}

const RUN = /(\bnx run )([^\s:`]+):([\w<>-]+(?:[.:][\w-]+)*)/g;
/** A generator that is given the project. */
const GENERATE = /(\bnx g @statix\/nx:[\w-]+ )<project>/g;
const START = /\bnpx nx(?= )/g;

/** An error whose remedies are spelled for a workspace. What else it says is foreign text, or names no command. */
export function withCommands(error: StatixError, commands: NxCommands): StatixError {
  const remedies = error.remedies.map(({ text, snippet }) => ({
    text: spellCommands(text, commands),
    ...(snippet === undefined ? {} : { snippet: spellCommands(snippet, commands) }),
  }));
  const { code, what, why, excerpt, cause, stack } = error;
  const spelled = new StatixError({
    ...{ code, what, excerpt, remedies, cause },
    ...(why === undefined ? {} : { why }),
  });
  if (stack !== undefined) spelled.stack = stack;
  return spelled;
}
