import type { Linkage, VerifyReport, Check } from '@statix/contract';
import { verificationFailed } from './verification-failed.js';

const plan = {
  project: 'app',
  triple: 'x86_64-unknown-linux-musl',
  profile: 'release',
  outputPath: '/out',
};

function report(name: string, linkage: Linkage, ...failed: string[]): VerifyReport {
  return {
    schemaVersion: 2,
    kind: 'statix.verify-report',
    binary: { name, sha256: '0'.repeat(64), size: 1 },
    verdict: failed.length === 0 ? 'pass' : 'fail',
    linkage,
    policy: { name: 'baseline', overrides: [] },
    run: 'never',
    checks: failed.map((id) => ({ id, status: 'fail', summary: '', evidence: [] })),
    runs: [],
  };
}

describe('verificationFailed', () => {
  it('names what failed and only remedies for it', () => {
    const reports = [report('good', 'static-pie'), report('bad', 'static', 'linkage', 'no-glibc')];
    const error = verificationFailed(reports, plan);
    expect(error.what).toBe('1 of 2 programs of app did not pass verification');
    expect(error.excerpt).toEqual(['bad: linkage, no-glibc']);
    expect(error.remedies.map(({ text }) => text.slice(0, 20))).toEqual([
      'A native library bui',
      'If a program at a fi',
      'The evidence is in /',
    ]);
  });

  it('does not offer to accept a dynamic program', () => {
    const error = verificationFailed([report('bad', 'dynamic', 'linkage')], plan);
    expect(error.remedies).toHaveLength(1);
  });

  it('gives commands for the project', () => {
    const reports = [report('bad', 'static-pie', 'matches-build-manifest')];
    const [remedy] = verificationFailed(reports, {
      ...plan,
      project: '@acme/app',
      profile: 'dev',
    }).remedies;
    expect(remedy!.snippet).toBe('npx nx run @acme/app:build-static --profile=dev --skip-nx-cache');
    const unisolated = [report('bad', 'static-pie', 'built-in-isolation')];
    expect(verificationFailed(unisolated, plan).remedies[0]!.snippet).toBe(
      'npx nx run app:verify-static --runsOn=host --overrides.built-in-isolation.status=warn --overrides.built-in-isolation.reason="all that is compiled is trusted"',
    );
  });

  it('names the further run that failed', () => {
    const passed = report('app', 'static-pie');
    const check: Check = { id: 'answers-probe', status: 'fail', summary: '', evidence: [] };
    const run: VerifyReport['runs'][number] = {
      ...{ name: 'serve', root: 'scratch', arguments: [], environment: {}, stdin: false },
      ...{ files: [], writablePaths: [], memoryBytes: 1, pids: 1 },
      expectation: { timeoutSeconds: 1 },
      checks: [check],
    };
    const error = verificationFailed([{ ...passed, verdict: 'fail', runs: [run] }], plan);
    expect(error.excerpt).toEqual(['app: run serve: answers-probe']);
    expect(error.remedies[0]!.text).toContain('127.0.0.1');
  });
});
