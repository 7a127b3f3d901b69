import { once } from 'node:events';
import { execa } from 'execa';

export interface Finished {
  readonly status: number | null;
  /** What a user would see: standard output and standard error in the order of arrival. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with all output so far; may send a signal to the command's process group. */
  readonly watch?: (output: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs a program to its end, whatever its exit code. */
export async function command(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<Finished> {
  // Signals are those that a test sends, to the whole group as a terminal does for Ctrl-C.
  const child = execa(program, args, {
    cwd: options.cwd,
    env: { ...withoutNx(process.env), ...options.env },
    extendEnv: false,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    detached: true,
  });
  let output = '';
  const kill = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  };
  const take = (chunk: string) => {
    output += chunk;
    options.watch?.(plain(output), kill);
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output: plain(output) };
}

/** As {@link command}; an exit code other than 0 is an error that shows the output. */
export async function succeed(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { status, output } = await command(program, args, options);
  if (status === 0) return output;
  throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${output}`);
}

/** A test that runs inside an Nx task must not look like one to the Nx that it starts. */
export function withoutNx(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(NX_|npm_|JEST_|FORCE_COLOR$|INIT_CWD$)/.test(name)),
  );
}

function plain(text: string): string {
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}
