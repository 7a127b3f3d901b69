import assert from 'node:assert/strict';
import { sha256 } from './digest.mjs';
import { randomNumber, randomText, several } from './random.mjs';

/** @type {import('./program.mjs').Program} */
export const tokioCli = {
  name: 'tokio-cli',
  argument: () => several(randomNumber(2, 16), randomText),
  check(stdout, names) {
    const greetings = names.map((name) => `Hello, ${name}! ${sha256(name)}\n`);
    const count = names.length;
    assert.equal(stdout, `${greetings.join('')}visitors: ${count}\nthreads: ${count}\n`);
  },
  refused: [[], several(17, () => 'too many')],
};
