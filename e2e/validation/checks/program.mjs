/**
 * What a run of a program gave.
 * @typedef {{ status: number | null, stdout: string, stderr: string }} Outcome
 *
 * Runs the program under test with arguments and, where given, an environment.
 * @typedef {(args: string[], env?: Record<string, string>) => Promise<Outcome>} Run
 *
 * Somewhere that the program under test can be run: this machine, or a root of its own. This machine's
 * loopback can be reached from all of them.
 * @typedef {object} Place
 * @property {string} name
 * @property {boolean} sharesFiles what a run leaves in a folder of this machine can be read there
 * @property {Run} run
 * @property {(authority: string, args: string[], env?: Record<string, string>) => Promise<Outcome>}
 *   runTrusting runs it where the system trusts this certificate as well, in PEM, in the way of the
 *   place
 *
 * @typedef {object} Program
 * @property {string} name the Cargo package and its binary
 * @property {() => string[]} argument an argument vector made at random
 * @property {(stdout: string, args: string[]) => void} check throws unless this output is what these
 *   arguments must give, which it works out by itself
 * @property {string[][]} refused argument vectors that must end in an error
 * @property {() => Promise<Partner>} [open] starts what the program meets, once for all places
 * @property {(place: Place, partner: any) => Promise<void>} [meet] lets the program meet a partner
 *   that is not part of it; throws unless they get along as they must
 *
 * @typedef {{ close: () => Promise<void> }} Partner
 */

export {};
