import assert from 'node:assert/strict';
import { assertDiscerning } from './discerning.mjs';

/**
 * Throws unless a program, in every place, gives what it must, refuses what it must and gets along
 * with its partner.
 * @param {import('./program.mjs').Program} program
 * @param {import('./program.mjs').Place[]} places
 * @returns {Promise<Record<string, string>>} what it printed, by the name of the place
 */
export async function checkProgram(program, places) {
  const partner = await program.open?.();
  try {
    /** @type {Record<string, string>} */
    const printed = {};
    for (const place of places) {
      printed[place.name] = await checkIn(place, program, partner).catch((error) => {
        throw new Error(`${program.name} in ${place.name}: ${error.message}`, { cause: error });
      });
    }
    return printed;
  } finally {
    await partner?.close();
  }
}

/**
 * @param {import('./program.mjs').Place} place
 * @param {import('./program.mjs').Program} program
 * @param {unknown} partner
 */
async function checkIn(place, program, partner) {
  const args = program.argument();
  const { status, stdout, stderr } = await place.run(args);
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
  program.check(stdout, args);
  assertDiscerning(program, stdout, args);

  for (const refused of program.refused) {
    const refusal = await place.run(refused);
    assert.equal(refusal.status, 1, `not refused: ${JSON.stringify(refused)}`);
    assert.match(refusal.stderr, /^Error: /);
    assert.equal(refusal.stdout, '');
  }
  await program.meet?.(place, partner);
  return stdout;
}
