import assert from 'node:assert/strict';

/**
 * Throws unless a program's check, which has accepted an output, refuses it as the answer to other
 * arguments and with any one of its lines missing.
 * @param {import('./program.mjs').Program} program
 * @param {string} stdout
 * @param {string[]} args
 */
export function assertDiscerning({ name, argument, check }, stdout, args) {
  assert.throws(() => check(stdout, argument()), `${name}: any arguments will do`);
  const lines = stdout.split(/(?<=\n)/);
  for (const missing of lines.keys()) {
    const mutilated = lines.filter((_, index) => index !== missing).join('');
    assert.throws(() => check(mutilated, args), `${name}: line ${missing + 1} is not needed`);
  }
}
