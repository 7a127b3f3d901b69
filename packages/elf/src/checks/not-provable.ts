import type { Check } from '@statix/contract';
import { newCheck } from './new-check.js';

/**
 * Properties that other tools report and a stripped Rust program cannot show. They are listed so
 * that a reader does not take their absence for a pass.
 */
export function notProvable(): Check[] {
  return [
    newCheck(
      'stack-canary',
      'not-provable',
      'libc defines the canary’s symbols whether or not code uses them',
    ),
    newCheck('fortify-source', 'not-provable', 'musl has no fortified functions to look for'),
    newCheck('stack-clash', 'not-provable', 'Stack probes are plain instructions without a mark'),
    newCheck(
      'control-flow-protection',
      'not-provable',
      'A CET property says what a linker was told, and Linux enforces none of it in static programs',
    ),
    newCheck(
      'carried-code',
      'not-provable',
      'Whether the program unpacks another one and starts it shows in no header; a run that has to print expectedStdout shows it',
    ),
  ];
}
