import { shellWord, StatixError, type Remedy } from '@statix/contract';
import type { CargoFailure } from '../../output/failure.js';
import type { TestSuite } from '../../output/test-results.js';
import type { Refusals } from './refusals.js';
import type { TestOptions } from './schema.js';

/** What is shown of a long list; the rest is in junit.xml. */
const MOST_NAMES = 50;

/**
 * The error for tests that failed, with their names as cargo shows them. Their output was shown as it came.
 *
 * @param log the file with all of it
 */
export function testsFailed(
  suites: readonly TestSuite[],
  {
    packageName,
    options,
    refusals,
    log,
    known,
  }: {
    readonly packageName: string;
    readonly options: Pick<TestOptions, 'network' | 'writablePaths' | 'runsOn'>;
    readonly refusals: Pick<Refusals, 'network' | 'outside' | 'writing'>;
    readonly log: string | undefined;
    /** What the log is known to mean. */
    readonly known?: CargoFailure['known'];
  },
): StatixError {
  const names = suites.flatMap(failuresOf);
  const [first] = names;
  const more = names.length - MOST_NAMES;
  return new StatixError({
    code: 'STATIX_TESTS_FAILED',
    what: `${titleOf(suites)} of ${packageName} failed`,
    ...(known === undefined ? {} : { why: known.why }),
    excerpt: [
      ...names
        .slice(0, MOST_NAMES)
        .map(({ suite, name }) => (name ? `${name}  (${suite})` : suite)),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
    remedies: [
      ...isolationRemedies(options, refusals),
      ...(known?.remedies ?? []),
      ...(first?.name === undefined
        ? []
        : [
            {
              text: 'To run the first of them alone:',
              snippet: `npx nx run <project>:test-static --filter=${shellWord(first.name)}`,
            },
          ]),
      ...(log === undefined ? [] : [{ text: 'The whole log:', snippet: log }]),
    ],
  });
}

function titleOf(suites: readonly TestSuite[]): string {
  const cases = suites.flatMap((suite) => suite.cases);
  const failed = cases.filter(({ status }) => status === 'failed').length;
  if (failed === 0) {
    const programs = suites.filter((suite) => suite.failed).length;
    return programs === 1 ? 'A test program' : `${programs} test programs`;
  }
  const ran = cases.filter(({ status }) => status !== 'ignored').length;
  return `${failed} of ${ran} ${ran === 1 ? 'test' : 'tests'}`;
}

interface Failure {
  readonly suite: string;
  /** Undefined for a program that names no test. */
  readonly name?: string;
}

function failuresOf({ name: suite, cases, failed, ended }: TestSuite): Failure[] {
  const named = cases.flatMap(({ name, status }) => (status === 'failed' ? [{ suite, name }] : []));
  if (named.length > 0 || !failed) return named;
  return [{ suite: ended === undefined ? suite : `${suite}: ${ended}` }];
}

function isolationRemedies(
  { network, writablePaths, runsOn }: Pick<TestOptions, 'network' | 'writablePaths' | 'runsOn'>,
  refusals: Pick<Refusals, 'network' | 'outside' | 'writing'>,
): Remedy[] {
  if (runsOn === 'host') return hostRemedies(refusals);
  const remedies: Remedy[] = [];
  if (refusals.network && network === 'none') {
    remedies.push({
      text: 'Tests have no network. If they talk to each other over 127.0.0.1, say so in the package’s Cargo.toml:',
      snippet: '[package.metadata.statix.test-static]\nnetwork = "loopback"',
    });
  }
  if (refusals.outside) {
    remedies.push({
      text: 'Tests reach nothing outside of their container: what they need of a network has to be started by the test itself.',
    });
  }
  if (refusals.writing) {
    remedies.push({
      text: 'If a test writes outside of its package and /tmp, name the folder in the package’s Cargo.toml:',
      snippet: `[package.metadata.statix.test-static]\nwritablePaths = ${JSON.stringify([...writablePaths, '/var/lib/example'])}`,
    });
  }
  return remedies;
}

/** What tests may declare needs a container; see `requireForHost`. */
function hostRemedies({
  network,
  outside,
  writing,
}: Pick<Refusals, 'network' | 'outside' | 'writing'>): Remedy[] {
  return [
    ...(network || outside
      ? [
          {
            text: 'Tests have no network. If they talk to each other over 127.0.0.1, leave out `runsOn`, and say so in the package’s Cargo.toml:',
            snippet: '[package.metadata.statix.test-static]\nnetwork = "loopback"',
          },
        ]
      : []),
    ...(writing
      ? [
          {
            text: 'If a test writes where this user cannot, leave out `runsOn`, and name the folder in the package’s Cargo.toml:',
            snippet: '[package.metadata.statix.test-static]\nwritablePaths = ["/var/lib/example"]',
          },
        ]
      : []),
  ];
}
