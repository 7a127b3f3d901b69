import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { StatixError } from '@statix/contract';
import type { Step } from './plan-set-up.js';

/**
 * Runs a step in a folder, with its output on this terminal. What npm tells the programs that it
 * starts is kept from it: settings of this very run would reach the next npm as if they were wanted.
 *
 * @throws StatixError STATIX_SET_UP_FAILED with the command to try by hand
 */
export async function runStep({ what, command, env }: Step, folder: string): Promise<void> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...withoutPackageNames(process.env), ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const outcome = await Promise.race([
    once(child, 'close').then(([code, signal]: unknown[]) => code ?? signal),
    once(child, 'error').then(([error]: unknown[]) => error),
  ]);
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

/** npm_config_* stay: registry, proxy and certificates are among them. */
function withoutPackageNames(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(package|lifecycle|command|execpath)/.test(name)),
  );
}
