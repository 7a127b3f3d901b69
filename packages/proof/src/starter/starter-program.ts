import { STARTER_BASE64 } from './start-program.js';

/** The static program that start.c compiles to; see the test that compiles it again. */
export function starterProgram(): Buffer {
  return Buffer.from(STARTER_BASE64, 'base64');
}
