import { programSha256, sampleBuild, sampleContents, sampleReport } from '../testing/documents.js';
import { ciRun } from './ci-run.js';
import { provenance, type ProvenanceFacts } from './provenance.js';
import { verificationResult } from './verification-result.js';

const time = new Date('2026-11-30T05:06:07.890Z');
const subject = { name: 'app', sha256: programSha256 };

const gitHub = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/tools',
  GITHUB_WORKFLOW_REF: 'acme/tools/.github/workflows/release.yml@refs/tags/v1',
  GITHUB_RUN_ID: '77',
  GITHUB_RUN_ATTEMPT: '2',
};

const facts: ProvenanceFacts = {
  project: 'app',
  built: sampleBuild,
  contents: sampleContents,
  revision: { commit: '0'.repeat(40), dirty: false, repository: 'https://github.com/acme/tools' },
  ci: ciRun(gitHub),
  builtInThisRun: true,
  time,
  version: '0.1.0',
  byproducts: [{ name: 'app.cdx.json', sha256: 'c'.repeat(64) }],
};

describe('verificationResult', () => {
  test('has the fields that the predicate asks for, and what has passed alone', () => {
    expect(verificationResult(sampleReport, { time, version: '0.1.0' })).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'app', digest: { sha256: programSha256 } }],
      predicateType: 'https://in-toto.io/attestation/svr/v0.1',
      predicate: {
        verifier: {
          id: 'https://statix.dev/verifier/v1',
          statix_version: { '@statix/verify': '0.1.0' },
        },
        timeCreated: '2026-11-30T05:06:07Z',
        properties: ['STATIX_CHECK_NO_INTERPRETER', 'STATIX_LINKAGE_STATIC_PIE', 'STATIX_VERIFIED'],
      },
    });
  });

  test('attack: nothing is attested of a program that did not pass', () => {
    const failed = { ...sampleReport, verdict: 'fail' as const };
    expect(() => verificationResult(failed, { time, version: '0.1.0' })).toThrow(
      expect.objectContaining({ code: 'STATIX_VERIFY_FAILED' }) as Error,
    );
  });
});

describe('provenance', () => {
  const { predicate, ...statement } = provenance([subject], facts);

  test('is a statement of SLSA provenance about the program', () => {
    expect(statement).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'app', digest: { sha256: programSha256 } }],
      predicateType: 'https://slsa.dev/provenance/v1',
    });
    expect(predicate.buildDefinition.buildType).toBe('https://statix.dev/build-static/v1');
    expect(predicate.buildDefinition.externalParameters).toMatchObject({
      project: 'app',
      profile: 'release',
      features: { selected: ['tls'] },
      environment: { GREETING: 'hello' },
    });
  });

  test('names what the build was made of, by digest', () => {
    const { resolvedDependencies } = predicate.buildDefinition;
    expect(resolvedDependencies).toContainEqual({
      name: 'revision',
      uri: `git+https://github.com/acme/tools@${'0'.repeat(40)}`,
      digest: { gitCommit: '0'.repeat(40) },
      annotations: { dirty: false },
    });
    expect(resolvedDependencies).toContainEqual({
      uri: 'pkg:cargo/libc@0.2.180',
      digest: { sha256: '4'.repeat(64) },
    });
    // An identity is no digest of an image.
    const image = resolvedDependencies.find(({ name }) => name === 'image')!;
    expect(image.digest).toEqual({ statixIdentity: '3'.repeat(64) });
    for (const { uri, digest } of resolvedDependencies) expect(uri ?? digest).toBeDefined();
  });

  test('a finished image is named by its digest too', () => {
    const reference = `registry.example/team/image@sha256:${'e'.repeat(64)}`;
    const built = { ...sampleBuild, image: { ...sampleBuild.image, reference } };
    const { resolvedDependencies } = provenance([subject], { ...facts, built }).predicate
      .buildDefinition;
    expect(resolvedDependencies.find(({ name }) => name === 'image')?.digest).toMatchObject({
      sha256: 'e'.repeat(64),
    });
  });

  test('a build of this run has its invocation; when it began and ended is not invented', () => {
    expect(predicate.runDetails).toEqual({
      builder: {
        id: 'https://github.com/acme/tools/.github/workflows/release.yml@refs/tags/v1',
        version: { '@statix/verify': '0.1.0' },
      },
      metadata: {
        invocationId: 'https://github.com/acme/tools/actions/runs/77/attempts/2',
        statix_statedIn: 'https://github.com/acme/tools/actions/runs/77/attempts/2',
        statix_statedOn: '2026-11-30T05:06:07Z',
      },
      byproducts: [{ name: 'app.cdx.json', digest: { sha256: 'c'.repeat(64) } }],
    });
  });

  test('attack: a build of a cache is not said to be of this run, nor by its builder', () => {
    const { runDetails } = provenance([subject], { ...facts, builtInThisRun: false }).predicate;
    expect(runDetails.builder.id).toBe('https://statix.dev/builder/unknown/v1');
    expect(runDetails.metadata).not.toHaveProperty('invocationId');
    expect(runDetails.metadata).toHaveProperty('statix_statedIn');
  });

  test('who builds is what the option says', () => {
    const builderId = 'https://ci.example/release';
    const { runDetails } = provenance([subject], { ...facts, builderId }).predicate;
    expect(runDetails.builder.id).toBe(builderId);
  });

  test('without CI, git and contents it says less, and nothing else', () => {
    const { buildDefinition, runDetails } = provenance([subject], {
      ...facts,
      ...{ ci: undefined, revision: undefined, contents: undefined, byproducts: [] },
    }).predicate;
    expect(buildDefinition.resolvedDependencies.map(({ name }) => name)).toEqual([
      'sources',
      'Cargo.lock',
      'image',
    ]);
    expect(runDetails.metadata).toEqual({ statix_statedOn: '2026-11-30T05:06:07Z' });
  });
});

describe('ciRun', () => {
  test('GitLab', () => {
    expect(
      ciRun({
        GITLAB_CI: 'true',
        CI_PROJECT_URL: 'https://gitlab.com/acme/tools',
        CI_RUNNER_ID: '12',
        CI_JOB_URL: 'https://gitlab.com/acme/tools/-/jobs/9',
      }),
    ).toEqual({
      builderId: 'https://gitlab.com/acme/tools/-/runners/12',
      invocationId: 'https://gitlab.com/acme/tools/-/jobs/9',
    });
  });

  test.each([
    ['elsewhere', {}],
    ['what a shell has set by hand', { GITHUB_ACTIONS: 'true' }],
    ['a part is missing', { ...gitHub, GITHUB_RUN_ID: '' }],
    ['what is no URI', { ...gitHub, GITHUB_WORKFLOW_REF: 'a b\n"' }],
    ['another scheme', { ...gitHub, GITHUB_SERVER_URL: 'javascript:alert' }],
  ])('%s is no run', (_, environment) => {
    expect(ciRun(environment)).toBeUndefined();
  });
});
