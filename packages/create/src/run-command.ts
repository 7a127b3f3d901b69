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
  const { execa } = await import('execa');
  // Before the child is there: a signal without a handler ends this process at once, and nobody would end
  // the child. Handlers run between two turns of this process, so that they find it.
  const end = passSignalsOn(() => child);
  const child = execa(program, args, {
    cwd: folder,
    env: { ...withoutPackageNames(process.env), ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
  });
  const { exitCode, failed, signal, originalMessage } = await child.finally(end);
  if (!failed) return;
  throw new StatixError({
    code: 'STATIX_SET_UP_FAILED',
    what: `${what}: ${exitCode === undefined && signal === undefined ? (originalMessage ?? '') : `ended with ${signal ?? String(exitCode)}`}`,
    why: 'What it says stands above.',
    remedies: [
      { text: 'Once that is mended, run this again, or by hand:', snippet: command.join(' ') },
    ],
  });
}

/**
 * A signal that asks this process to end is the child's to obey first, from its very start; a
 * terminal's Ctrl-C it has got already, and twice does no harm. By itself execa ends a child only when
 * this process is gone.
 *
 * @returns what takes the handlers away again
 */
function passSignalsOn(child: () => { kill(signal: NodeJS.Signals): boolean }): () => void {
  const passOn = (signal: NodeJS.Signals) => child().kill(signal);
  for (const signal of endings) process.on(signal, passOn);
  return () => {
    for (const signal of endings) process.off(signal, passOn);
  };
}

const endings = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** npm_config_* stay: registry, proxy and certificates are among them. */
function withoutPackageNames(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(package|lifecycle|command|execpath)/.test(name)),
  );
}
