import { StatixError } from '@statix/contract';
import type { TestOptions } from './schema.js';

/** The first whose Cargo runs them for another target than its own (its option doctest-xcompile until then). */
const SINCE = { major: 1, minor: 89 };

/**
 * What a person has to know of tests in the documentation: an older Cargo leaves them out without a word, and says
 * that all went well.
 *
 * @param rustc version of the image's compiler, such as `1.85.0`
 * @returns a line to print; undefined where cargo runs all that is asked for
 * @throws StatixError STATIX_TOOL_NOT_IN_IMAGE where nothing else is asked for
 */
export function docTestsLeftOut(
  {
    doc,
    lib,
    tests,
    coverage,
    testRunner,
  }: Pick<TestOptions, 'doc' | 'lib' | 'tests' | 'coverage' | 'testRunner'>,
  rustc: string,
): string | undefined {
  const [major = 0, minor = 0] = rustc.split('.').map(Number);
  const runsThem = major > SINCE.major || (major === SINCE.major && minor >= SINCE.minor);
  const isAskedForOthers = lib || tests.length > 0;
  if (runsThem || testRunner === 'nextest') return undefined;
  if (doc && !isAskedForOthers)
    throw new StatixError({
      code: 'STATIX_TOOL_NOT_IN_IMAGE',
      what: `Rust ${rustc} runs no tests in the documentation for the target`,
      why: `Cargo before ${SINCE.major}.${SINCE.minor} leaves them out where programs are compiled for another target than its own, and succeeds.`,
      remedies: [
        `Use Rust ${SINCE.major}.${SINCE.minor} or newer in rust-toolchain.toml or statix-image.json.`,
        'Or leave out the option `doc`: then all other tests run.',
      ],
    });
  if (!doc && (isAskedForOthers || coverage)) return undefined;
  return `Tests in the documentation are left out: Cargo of Rust ${rustc} runs none for another target, 1.89 and newer do`;
}
