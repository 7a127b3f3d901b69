import { remedyCases } from './cases.js';
import { caseName } from './remedy-case.js';
import { tryCase } from './try-case.js';

jest.setTimeout(5 * 60 * 1000);

/** The rest is tried by `node tools/remedies/run.mjs`, which npm run test:matrix calls. */
const quick = remedyCases.filter((one) => one.quick === true);

beforeAll(() => {
  process.env['NX_DAEMON'] = 'false';
});

test.each(quick.map((one) => [caseName(one), one] as const))(
  'fault: %s is recognised, and with its remedy followed to the letter the build succeeds',
  async (_name, one) => {
    const { before, ended, error } = await tryCase(one);
    expect(before).toContain(one.id);
    expect([ended, error]).toEqual(['succeeded', undefined]);
  },
);
