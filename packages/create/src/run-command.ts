import { spawn, type ChildProcess } from 'node:child_process';
import { StatixError } from '@statix/contract';
import type { CommandStep } from './plan-set-up.js';

/**
 * Runs a step in a folder, with its output on this terminal. What npm tells the programs that it
 * starts is kept from it: settings of this very run would reach the next npm as if they were wanted.
 *
 * @throws StatixError STATIX_SET_UP_FAILED with the command to try by hand
 */
export async function runCommand(
  { what, command, env }: CommandStep,
  folder: string,
): Promise<void> {
  const [program, ...args] = command;
  const outcome = await endingOf(() =>
    spawn(program, args, {
      cwd: folder,
      env: { ...withoutPackageNames(process.env), ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    }),
  );
  if (outcome === 0) return;
  throw new StatixError({
    code: 'STATIX_SET_UP_FAILED',
    what: `${what}: ${outcome instanceof Error ? outcome.message : `ended with ${String(outcome)}`}`,
    why: 'What it says stands above.',
    remedies: [
      { text: 'Once that is mended, run this again, or by hand:', snippet: command.join(' ') },
    ],
  });
}

/**
 * Starts a child, and says how it ended: exit code, signal or error. A signal that asks this process to
 * end is the child's to obey first, from its very start; a terminal's Ctrl-C it has got already, and
 * twice does no harm.
 */
function endingOf(start: () => ChildProcess): Promise<number | NodeJS.Signals | Error | null> {
  return new Promise((resolve) => {
    const passOn = (signal: NodeJS.Signals) => child.kill(signal);
    // Before there is a child: a signal comes between two turns of this process, when there is one.
    for (const signal of endings) process.on(signal, passOn);
    const child = start();
    const settle = (ending: number | NodeJS.Signals | Error | null) => {
      for (const signal of endings) process.off(signal, passOn);
      resolve(ending);
    };
    child.once('error', settle);
    child.once('close', (code, signal) => {
      settle(code ?? signal);
    });
  });
}

const endings = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** npm_config_* stay: registry, proxy and certificates are among them. */
function withoutPackageNames(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(package|lifecycle|command|execpath)/.test(name)),
  );
}
