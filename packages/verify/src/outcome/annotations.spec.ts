import { StatixError, type Check, type VerifyReport } from '@statix/contract';
import { annotationsOf, areWanted } from './annotations.js';

const check = (id: string, status: Check['status']): Check => ({
  id,
  status,
  summary: `${id} is so`,
  evidence: ['one', 'two'],
});
const declared = {
  root: 'scratch',
  arguments: ['--version'],
  environment: {},
  stdin: false,
  files: [],
  writablePaths: [],
  memoryBytes: 1,
  pids: 1,
  expectation: { timeoutSeconds: 1, exitCode: 0 },
};
const report = (name: string, ...checks: Check[]): VerifyReport => ({
  schemaVersion: 2,
  kind: 'statix.verify-report',
  binary: { name, sha256: '0'.repeat(64), size: 1 },
  verdict: 'fail',
  linkage: 'dynamic',
  policy: { name: 'baseline', overrides: [] },
  run: 'never',
  runs: [],
  checks,
});

test('what failed in a further run is annotated too', () => {
  const failing = {
    ...report('a'),
    runs: [{ ...declared, name: 'version', checks: [check('expected-output', 'fail')] }],
  };
  expect(annotationsOf({ reports: [failing], unverified: [] }, () => undefined)).toEqual([
    '::error title=a%3A run version%3A expected-output::expected-output is so%0Aone%0Atwo',
  ]);
});

test('what failed, has no verdict and is warned of, errors first', () => {
  const reports = [
    report('a', check('relro', 'warn'), check('linkage', 'fail')),
    report('b', check('linkage', 'pass')),
  ];
  const error = new StatixError({ code: 'STATIX_INPUT_UNREADABLE', what: 'c cannot be read' });
  const unverified = [{ name: 'c', error }];
  expect(
    annotationsOf({ reports, unverified }, (name) => (name === 'a' ? 'x/a' : undefined)),
  ).toEqual([
    '::error file=x/a,title=a%3A linkage::linkage is so%0Aone%0Atwo',
    '::error title=c%3A STATIX_INPUT_UNREADABLE::c cannot be read',
    '::warning file=x/a,title=a%3A relro::relro is so%0Aone%0Atwo',
  ]);
});

test('GitHub shows ten of a kind, so ten are written', () => {
  const checks = Array.from({ length: 11 }, (_, at) => check(`c${at}`, 'fail'));
  expect(
    annotationsOf({ reports: [report('a', ...checks)], unverified: [] }, () => 'a'),
  ).toHaveLength(10);
});

test('auto is where GitHub’s runner says that it is one', () => {
  expect(areWanted('auto', { GITHUB_ACTIONS: 'true' })).toBe(true);
  expect(areWanted('auto', {})).toBe(false);
  expect(areWanted('always', {})).toBe(true);
  expect(areWanted('never', { GITHUB_ACTIONS: 'true' })).toBe(false);
});
