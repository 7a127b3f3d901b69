import assert from 'node:assert/strict';
import { assertDiscerning } from './discerning.mjs';

/**
 * Throws unless a program gives what it must, refuses what it must and gets along with its partner.
 * @param {import('./program.mjs').Program} program
 * @param {import('./program.mjs').Run} run
 * @returns {Promise<string>} what it printed
 */
export async function checkProgram(program, run) {
  const args = program.argument();
  const { status, stdout, stderr } = await run(args);
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
  program.check(stdout, args);
  assertDiscerning(program, stdout, args);

  for (const refused of program.refused) {
    const refusal = await run(refused);
    assert.equal(refusal.status, 1, `not refused: ${JSON.stringify(refused)}`);
    assert.match(refusal.stderr, /^Error: /);
    assert.equal(refusal.stdout, '');
  }
  await program.meet?.(run);
  return stdout;
}
