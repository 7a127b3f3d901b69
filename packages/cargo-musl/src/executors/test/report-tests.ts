import type { TestSuite } from '../../output/test-results.js';
import type { TestOptions } from './schema.js';

/**
 * The line a user reads at the end. Of programs with a harness of their own it is only known that they
 * succeeded.
 *
 * @param suites undefined where none were to run
 */
export function renderTests(
  suites: readonly TestSuite[] | undefined,
  { profile, network, runsOn }: Pick<TestOptions, 'profile' | 'network' | 'runsOn'>,
): string {
  if (suites === undefined)
    return ['The tests compile', `profile ${profile}`, ...without(runsOn, 'COMPILED')].join('  ');
  const cases = suites.flatMap((suite) => suite.cases);
  const passed = cases.filter(({ status }) => status === 'passed').length;
  const ignored = cases.filter(({ status }) => status === 'ignored').length;
  return [
    `${passed} ${passed === 1 ? 'test' : 'tests'} passed`,
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
    `profile ${profile}`,
    network === 'none' ? 'no network' : 'loopback alone',
    ...without(runsOn, 'RUN'),
  ].join('  ');
}

function without(runsOn: TestOptions['runsOn'], what: string): string[] {
  return runsOn === 'host' ? [`${what} WITHOUT ISOLATION`] : [];
}
