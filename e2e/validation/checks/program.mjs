/**
 * What a run of a program gave.
 * @typedef {{ status: number | null, stdout: string, stderr: string }} Outcome
 *
 * Runs the program under test with arguments and, where given, an environment.
 * @typedef {(args: string[], env?: Record<string, string>) => Promise<Outcome>} Run
 *
 * @typedef {object} Program
 * @property {string} name the Cargo package and its binary
 * @property {() => string[]} argument an argument vector made at random
 * @property {(stdout: string, args: string[]) => void} check throws unless this output is what these
 *   arguments must give, which it works out by itself
 * @property {string[][]} refused argument vectors that must end in an error
 * @property {(run: Run) => Promise<void>} [meet] lets the program meet a partner that is not part of
 *   it; throws unless they get along as they must
 */

export {};
