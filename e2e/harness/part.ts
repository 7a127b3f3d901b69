/**
 * `npm test` runs a part of each long suite, so that all of it takes at most an hour on 2 cores;
 * `npm run test:matrix` runs them whole, and so does Jest by hand.
 */
export const isPart = process.env['STATIX_TEST_PART'] === 'true';

/** The lowest and the newest Nx that are supported; of a part the newest alone. */
export const nxVersions = isPart ? ['24.0.6'] : ['23.2.1', '24.0.6'];

/** Every sixth row of a table whose rows do not depend on each other. */
export function partOf<Row>(rows: readonly Row[]): readonly Row[] {
  return isPart ? rows.filter((_, index) => index % 6 === 0) : rows;
}
