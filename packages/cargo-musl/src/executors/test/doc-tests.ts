import { compareReleases } from '@statix/advice';
import type { CargoPackage } from '@statix/cargo';
import { StatixError } from '@statix/contract';
import type { TestOptions } from './schema.js';

/** The first whose Cargo runs them for another target than its own (its option doctest-xcompile until then). */
const SINCE = '1.89';

/**
 * What a person has to know of tests in the documentation: an older Cargo leaves them out without a word, and says
 * that all went well. Those of a procedural macro are programs for the host, which it runs.
 *
 * @param rustc version of the image's compiler, such as `1.85.0`
 * @returns a line to print; undefined where cargo runs all that is asked for
 * @throws StatixError STATIX_TOOL_NOT_IN_IMAGE where nothing else is asked for
 */
export function docTestsLeftOut(
  {
    options,
    package: { targets },
  }: { readonly options: TestOptions; readonly package: Pick<CargoPackage, 'targets'> },
  rustc: string,
): string | undefined {
  const { doc, lib, tests, coverage, noRun, testRunner } = options;
  const othersAreNamed = lib || tests.length > 0;
  const areAskedFor = doc || !(othersAreNamed || coverage || noRun || testRunner === 'nextest');
  const areForTarget = targets.some(({ kind }) => kind === 'lib');
  if (!areAskedFor || !areForTarget || compareReleases(rustc, SINCE) >= 0) return undefined;
  if (doc && !othersAreNamed)
    throw new StatixError({
      code: 'STATIX_TOOL_NOT_IN_IMAGE',
      what: `Rust ${rustc} runs no tests in the documentation for the target`,
      why: `Cargo before ${SINCE} leaves them out where programs are compiled for another target than its own, and succeeds.`,
      remedies: [
        `Use Rust ${SINCE} or newer in rust-toolchain.toml or statix-image.json.`,
        'Or leave out the option `doc`: then all other tests run.',
      ],
    });
  return `Tests in the documentation are left out: Cargo of Rust ${rustc} runs none for another target, ${SINCE} and newer do`;
}
