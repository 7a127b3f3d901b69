// Starts a program with an argument vector and waits for its end. Node's own modules only, here and beside:
// a clone has no node_modules when this is loaded. Everything else that starts a process does so with execa.
import { spawn } from 'node:child_process';

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean}} [options]
 *   quiet keeps the output back and shows its end only when the program fails
 * @returns {Promise<string>} what the program printed, when quiet; otherwise nothing
 */
export function run(program, args, { cwd, env = process.env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    let printed = '';
    const keep = (chunk) => {
      printed = (printed + chunk).slice(-256 * 1024);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    // The parent's end is the child's end: an interrupted demo leaves no apt or cargo behind.
    const stop = (signal) => child.kill(signal);
    process.once('SIGINT', stop).once('SIGTERM', stop);
    const release = () => process.off('SIGINT', stop).off('SIGTERM', stop);
    child.once('error', (error) => {
      release();
      reject(new Error(`${program} cannot be started: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      release();
      if (code === 0) resolve(printed);
      else reject(new CommandFailed(program, args, code ?? signal, printed));
    });
  });
}

export class CommandFailed extends Error {
  constructor(program, args, status, printed) {
    const end = printed.trimEnd().split('\n').slice(-25).join('\n');
    super(`${[program, ...args].join(' ')} ended with ${status}${end === '' ? '' : `\n${end}`}`);
  }
}
