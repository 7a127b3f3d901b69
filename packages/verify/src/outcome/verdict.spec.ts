import { StatixError, type VerifyReport } from '@statix/contract';
import { verdictOfAll, verificationOf } from './verdict.js';

const report = (verdict: VerifyReport['verdict']): VerifyReport => ({
  schemaVersion: 2,
  kind: 'statix.verify-report',
  binary: { name: 'app', sha256: '0'.repeat(64), size: 1 },
  verdict,
  linkage: 'static-pie',
  policy: { name: 'baseline', overrides: [] },
  run: 'never',
  runs: [],
  checks: [],
});
const error = new StatixError({ code: 'STATIX_INPUT_UNREADABLE', what: 'x cannot be read' });
const unverified = [{ name: 'x', error }];

test('a failure is one whatever else there is; without a verdict on everything there is no pass', () => {
  const of = (reports: VerifyReport[], without: typeof unverified = []) =>
    verdictOfAll({ reports, unverified: without });
  expect(of([report('pass')])).toBe('pass');
  expect(of([report('pass'), report('fail')], unverified)).toBe('fail');
  expect(of([report('pass')], unverified)).toBe('none');
  expect(of([])).toBe('none');
});

test('the document says what has no verdict, and why', () => {
  expect(verificationOf({ reports: [], unverified, passedOver: [] })).toMatchObject({
    verdict: 'none',
    unverified: [{ name: 'x', code: 'STATIX_INPUT_UNREADABLE', what: 'x cannot be read' }],
  });
});
