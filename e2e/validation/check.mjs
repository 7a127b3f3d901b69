#!/usr/bin/env node
// Checks a build of a validation program: node check.mjs NAME BINARY
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { checkProgram } from './checks/check-program.mjs';
import { programs } from './checks/programs.mjs';

export { checkProgram, programs };

const PATIENCE = 30_000;

/**
 * Runs a binary of this machine, with no environment but what is given.
 * @param {string} binary
 * @returns {import('./checks/program.mjs').Run}
 */
export const runBinary =
  (binary) =>
  async (args, env = {}) => {
    const child = spawn(binary, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE,
    });
    const [[status], stdout, stderr] = await Promise.all([
      once(child, 'close'),
      text(child.stdout),
      text(child.stderr),
    ]);
    return { status, stdout, stderr };
  };

/** @param {string[]} args */
async function main([name, binary]) {
  const program = programs.find((candidate) => candidate.name === name);
  if (!program || !binary) {
    throw new Error(
      `usage: check.mjs NAME BINARY, NAME one of ${programs.map((p) => p.name).join(', ')}`,
    );
  }
  process.stdout.write(await checkProgram(program, runBinary(binary)));
  console.log(`${name}: as it must be`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
