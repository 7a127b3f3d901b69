import type { Check } from '@statix/contract';
import { applyPolicy, policyOf, type Policy } from './policy.js';

const check = (id: string, status: Check['status']): Check => ({
  id,
  status,
  summary: 'what was found',
  evidence: ['where'],
});

const strict: Policy = { name: 'strict', overrides: [] };
const baseline: Policy = { name: 'baseline', overrides: [] };

function overriding(
  policy: Policy,
  id: string,
  status: Policy['overrides'][number]['status'],
): Policy {
  return { ...policy, overrides: [{ check: id, status, reason: 'because' }] };
}

function statusBy(policy: Policy, id: string, status: Check['status'], failed = false) {
  return applyPolicy([check(id, status)], policy, !failed)[0]!.status;
}

test('baseline changes nothing', () => {
  const checks = (['pass', 'fail', 'warn', 'not-applicable', 'not-provable'] as const).map(
    (status) => check('expected-output', status),
  );
  expect(applyPolicy(checks, baseline)).toEqual(checks);
});

test.each([
  ['path-leaks', 'warn', 'fail'],
  ['expected-exit-code', 'warn', 'fail'],
  ['path-leaks', 'pass', 'pass'],
  ['build-information', 'not-applicable', 'not-applicable'],
  // Of a packed file alone.
  ['no-glibc', 'not-provable', 'fail'],
  ['relro', 'not-provable', 'not-provable'],
  ['relro', 'warn', 'fail'],
  ['carried-code', 'not-provable', 'not-provable'],
  ['cpu-level', 'warn', 'fail'],
  ['starts-from-scratch', 'not-applicable', 'fail'],
  ['expected-output', 'not-applicable', 'fail'],
  ['matches-build-manifest', 'not-applicable', 'fail'],
] as const)('strict: %s, %s is a %s', (id, status, expected) => {
  expect(statusBy(strict, id, status)).toBe(expected);
});

test('strict asks for no run of a program that has failed already', () => {
  expect(statusBy(strict, 'starts-from-scratch', 'not-applicable', true)).toBe('not-applicable');
});

test.each([
  ['fail', 'warn', 'fail'],
  ['fail', 'not-provable', 'fail'],
  ['fail', 'not-applicable', 'not-applicable'],
  ['fail', 'pass', 'pass'],
  ['warn', 'fail', 'warn'],
  ['warn', 'warn', 'warn'],
  ['warn', 'pass', 'pass'],
  ['warn', 'not-provable', 'not-provable'],
  ['ignore', 'fail', 'not-applicable'],
  ['ignore', 'warn', 'not-applicable'],
  ['ignore', 'pass', 'pass'],
  ['ignore', 'not-provable', 'not-provable'],
] as const)('an override with %s: %s becomes %s', (override, status, expected) => {
  expect(statusBy(overriding(baseline, 'overlay', override), 'overlay', status)).toBe(expected);
  expect(statusBy(overriding(baseline, 'overlay', override), 'linkage', status)).toBe(status);
});

test('an override goes before what strict says', () => {
  expect(statusBy(overriding(strict, 'path-leaks', 'warn'), 'path-leaks', 'warn')).toBe('warn');
  const noOutput = overriding(strict, 'expected-output', 'ignore');
  expect(statusBy(noOutput, 'expected-output', 'not-applicable')).toBe('not-applicable');
});

test('baseline asks for an output where an override does', () => {
  const asked = overriding(baseline, 'expected-output', 'fail');
  expect(statusBy(asked, 'expected-output', 'not-applicable')).toBe('fail');
});

test.each(['matches-build-manifest', 'built-in-isolation'])(
  'attack: no reason makes strict take a failed %s',
  (id) => {
    for (const status of ['warn', 'ignore'] as const) {
      expect(statusBy(overriding(strict, id, status), id, 'fail')).toBe('fail');
      expect(statusBy(overriding(baseline, id, status), id, 'fail')).not.toBe('fail');
    }
  },
);

test('attack: who takes the manifest away gains nothing by an override of its check', () => {
  const id = 'matches-build-manifest';
  expect(statusBy(overriding(strict, id, 'ignore'), id, 'not-applicable')).toBe('fail');
});

test('attack: a failure that is forgiven leaves strict asking for the rest', () => {
  const forgiven = overriding(strict, 'linkage', 'warn');
  const checks = [check('linkage', 'fail'), check('matches-build-manifest', 'not-applicable')];
  expect(applyPolicy(checks, forgiven).map(({ status }) => status)).toEqual(['warn', 'fail']);
});

test('what was found stays, and what was made of it is the last line', () => {
  expect(applyPolicy([check('overlay', 'warn')], strict)).toEqual([
    {
      id: 'overlay',
      status: 'fail',
      summary: 'what was found',
      evidence: ['where', 'a warning, made a failure by the policy strict'],
    },
  ]);
  const [ignored] = applyPolicy(
    [check('overlay', 'fail')],
    overriding(strict, 'overlay', 'ignore'),
  );
  expect(ignored!.evidence).toEqual(['where', 'a failure, ignored by an override: because']);
});

test('the report has overrides in one order', () => {
  const one = { status: 'warn', reason: 'x' } as const;
  const names = (overrides: Record<string, typeof one>) =>
    policyOf({ policy: 'strict', overrides }).overrides.map(({ check: id }) => id);
  expect(names({ overlay: one, linkage: one })).toEqual(names({ linkage: one, overlay: one }));
});
