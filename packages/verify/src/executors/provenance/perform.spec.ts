import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, parseOptions, renderError, type VerifyReport } from '@statix/contract';
import type { ProgramRun, RunPlan } from '@statix/proof';
import { TestWorkspace } from '../../testing/workspace.js';
import { performVerification } from '../verify/perform.js';
import { planVerification } from '../verify/plan.js';
import { verifySchema } from '../verify/schema.js';
import { performProvenance, type Circumstances } from './perform.js';
import { planProvenance } from './plan.js';
import { provenanceSchema } from './schema.js';

let workspace: TestWorkspace;
let printed: string;
let runs: RunPlan[];

beforeEach(async () => {
  workspace = new TestWorkspace();
  printed = '';
  runs = [];
  workspace.addBuilt('app');
  workspace.addContents('app');
  await verifyAll();
});
afterEach(() => {
  workspace.remove();
});

const place = () => ({ root: workspace.root, project: 'app' });
const signal = new AbortController().signal;
const ended: ProgramRun = {
  result: { exitCode: 0, oomKilled: false, timedOut: false },
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  outputTruncated: false,
};

function verifyAll(raw: Record<string, unknown> = {}) {
  return performVerification(planVerification(verifySchema.parse(raw), place()), {
    runProgram: () => Promise.resolve(ended),
    machineFacts: () => Promise.resolve({ host: {}, engine: null }),
    print: () => undefined,
    ...{ verbose: false, colour: false, signal },
  });
}

const circumstances: Circumstances = {
  ci: { builderId: 'https://ci.example/b', invocationId: 'https://ci.example/runs/1' },
  revision: { commit: '0'.repeat(40), dirty: false },
  builtInThisRun: true,
  version: '0.1.0',
  now: () => new Date('2026-11-30T05:00:00Z'),
};

async function attest(
  raw: Record<string, unknown> = {},
  { exitCode = 0, ...changes }: Partial<Circumstances> & { exitCode?: number } = {},
): Promise<unknown> {
  const options = parseOptions(provenanceSchema, raw, '@statix/verify:provenance');
  return performProvenance(
    planProvenance(options, place()),
    { ...circumstances, ...changes },
    {
      runProgram: (_program, plan) => {
        runs.push(plan);
        return Promise.resolve({ ...ended, result: { ...ended.result, exitCode } });
      },
      print: (text) => (printed += text),
      signal,
    },
  ).then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

const folder = () => join(workspace.root, 'dist/provenance/app/x86_64-unknown-linux-musl/release');
const written = () => (existsSync(folder()) ? readdirSync(folder()).sort() : []);

interface Read {
  subject: { name: string; digest: { sha256: string } }[];
  predicateType: string;
  predicate: {
    timeCreated?: string;
    properties?: string[];
    buildDefinition?: { resolvedDependencies: { uri?: string }[] };
    runDetails?: { builder: { id: string }; byproducts: { name: string; digest: object }[] };
  };
}
const read = (file: string): Read => JSON.parse(readFileSync(join(folder(), file), 'utf8'));

test('attests of the very bytes that they were proven, now, and how they were built', async () => {
  expect(await attest()).toBeUndefined();
  expect(written()).toEqual(['app.slsa.json', 'app.svr.json']);
  const [slsa, svr] = [read('app.slsa.json'), read('app.svr.json')];
  const subject = [{ name: 'app', digest: { sha256: workspace.sha256Of('app') } }];
  expect([slsa.subject, svr.subject]).toEqual([subject, subject]);
  expect(slsa.predicateType).toBe('https://slsa.dev/provenance/v1');
  expect(svr.predicateType).toBe('https://in-toto.io/attestation/svr/v0.1');
  expect(svr.predicate.timeCreated).toBe('2026-11-30T05:00:00Z');
  expect(svr.predicate.properties).toContain('STATIX_CHECK_STARTS_FROM_SCRATCH');
  expect(runs).toHaveLength(1);
  const dependencies = slsa.predicate.buildDefinition!.resolvedDependencies;
  expect(dependencies.map(({ uri }) => uri)).toContain('pkg:cargo/time@0.1.45');
  const report = readFileSync(join(workspace.output, 'app.verify.json'));
  expect(slsa.predicate.runDetails!.byproducts).toContainEqual({
    name: 'app.verify.json',
    digest: { sha256: createHash('sha256').update(report).digest('hex') },
  });
});

describe('attack: nothing is attested', () => {
  const forge = (changes: Partial<VerifyReport>) => {
    const path = join(workspace.output, 'app.verify.json');
    writeFileSync(path, canonicalJson({ ...workspace.readReport('app'), ...changes }));
  };

  test.each<[string, () => unknown, string]>([
    [
      'without a report of verify-static',
      () => {
        rmSync(join(workspace.output, 'app.verify.json'));
      },
      'STATIX_PROVENANCE_NOT_PROVEN',
    ],
    [
      'where verify-static failed',
      () => {
        forge({ verdict: 'fail' });
      },
      'STATIX_PROVENANCE_NOT_PROVEN',
    ],
    [
      'where its report is about other bytes',
      () => {
        forge({ binary: { ...workspace.readReport('app').binary, sha256: 'f'.repeat(64) } });
      },
      'STATIX_PROVENANCE_NOT_PROVEN',
    ],
    [
      'of a program that was put in its place, with a report that says it passed',
      () => {
        workspace.addBuilt('app', 'dynamic-glibc');
        const size = readFileSync(join(workspace.binaries, 'app')).length;
        forge({ binary: { name: 'app', sha256: workspace.sha256Of('app'), size } });
      },
      'STATIX_VERIFY_FAILED',
    ],
    [
      'of a program whose build is not known',
      () => {
        rmSync(join(workspace.binaries, 'app.build.json'));
      },
      'STATIX_PROVENANCE_NOT_BUILT',
    ],
  ])('%s', async (_, spoil, code) => {
    spoil();
    expect(await attest()).toMatchObject({ code });
    expect(written()).toEqual([]);
  });

  test('of a build that a manifest of other bytes describes, though that check is allowed to fail', async () => {
    workspace.addBuilt('app', 'static-pie', {
      binary: { name: 'app', sha256: 'f'.repeat(64), size: 13_136 },
    });
    const overrides = {
      'matches-build-manifest': { status: 'warn', reason: 'to see what provenance says' },
    };
    await verifyAll({ overrides });
    expect(await attest({ overrides })).toMatchObject({ code: 'STATIX_PROVENANCE_NOT_BUILT' });
    expect(written()).toEqual([]);
  });

  test('of a program that does not run any more as it has to, whatever its report says', async () => {
    expect(await attest({ expectedExitCode: 0 }, { exitCode: 1 })).toMatchObject({
      code: 'STATIX_VERIFY_FAILED',
    });
    expect(printed).toContain('expected-exit-code');
    expect(written()).toEqual([]);
  });
});

test('attack: an attestation of before does not outlive one that is refused', async () => {
  await attest();
  rmSync(join(workspace.output, 'app.verify.json'));
  const error = await attest();
  expect(written()).toEqual([]);
  expect(renderError(error)).toContain('npx nx run app:verify-static');
});

test('options of place, of the builder and of proving have their effects', async () => {
  await attest({ outputPath: 'out', builderId: 'https://ci.example/release', args: ['-x'] });
  const path = join(workspace.root, 'out/app.slsa.json');
  const { predicate }: Read = JSON.parse(readFileSync(path, 'utf8'));
  expect(predicate.runDetails!.builder.id).toBe('https://ci.example/release');
  expect(runs[0]!.arguments).toEqual(['-x']);
  expect(await attest({ evidence: 'elsewhere' })).toMatchObject({
    code: 'STATIX_PROVENANCE_NOT_PROVEN',
  });
  expect(await attest({ binaries: 'elsewhere' })).toMatchObject({
    code: 'STATIX_VERIFY_NO_BINARIES',
  });
  expect(await attest({ profile: 'dev' })).toMatchObject({ code: 'STATIX_VERIFY_NO_BINARIES' });
  expect(await attest({ triple: 'other' })).toMatchObject({ code: 'STATIX_VERIFY_NO_BINARIES' });
});

test.each(['javascript:alert(1)', 'file:///etc/passwd', 'nobody'])(
  'attack: %s does not build',
  (builderId) => {
    expect(() => parseOptions(provenanceSchema, { builderId }, 'provenance')).toThrow(
      expect.objectContaining({ code: 'STATIX_OPTION_INVALID' }) as Error,
    );
  },
);
