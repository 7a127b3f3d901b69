import assert from 'node:assert/strict';
import { crc32c } from './crc32c.mjs';
import { randomText } from './random.mjs';

/** @type {import('./program.mjs').Program} */
export const helloStatic = {
  name: 'hello-static',
  argument: () => [randomText()],
  check(stdout, [name]) {
    assert.equal(stdout, `Hello, ${name}!\ncrc32c: ${crc32c(Buffer.from(name))}\n`);
  },
  refused: [[], ['two', 'names']],
};
