import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, type VerifyReport } from '@statix/contract';
import { errorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { proveProgram, type ProgramRun, type RunPlan } from '@statix/proof';
import { planCompress } from './plan.js';
import { proveOriginal } from './prove-original.js';
import { compressSchema } from './schema.js';

const newFolder = temporaryFolders();
const FIXTURES = join(__dirname, '../../../../elf/fixtures');

const ended = (exitCode: number): ProgramRun => ({
  result: { exitCode, oomKilled: false, timedOut: false },
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  outputTruncated: false,
});

/** A binary with the report that verify writes of it, changed as an attacker would. */
async function prove(
  fixture: string,
  {
    forged = {},
    options = {},
    exitCode = 0,
  }: {
    forged?: Partial<VerifyReport>;
    options?: object;
    exitCode?: number;
  } = {},
) {
  const folder = newFolder();
  const path = join(folder, 'app');
  copyFileSync(join(FIXTURES, fixture), path);
  const plan = planCompress(compressSchema.parse({ profile: 'dev', ...options }), 'shop');
  const runs: RunPlan[] = [];
  const runProgram = async (_: string, run: RunPlan) => {
    runs.push(run);
    return ended(exitCode);
  };
  const binary = { name: 'app', path, manifest: undefined };
  const { report } = await proveProgram(
    { name: 'app', path },
    { ...plan, run: 'never' },
    runProgram,
  );
  mkdirSync(join(folder, 'verify'));
  writeFileSync(
    join(folder, 'verify/app.verify.json'),
    canonicalJson({ ...report, verdict: 'pass', ...forged }),
  );
  const proven = proveOriginal(binary, plan, join(folder, 'verify'), { runProgram });
  return { proven, runs };
}

describe('proveOriginal', () => {
  test('proves the bytes and the run again', async () => {
    const { proven, runs } = await prove('static-pie', {
      options: { environment: { A: '1' }, perBinary: { app: { environment: { B: '2' } } } },
    });
    expect(await proven).toMatchObject({ name: 'app', linkage: 'static-pie', size: 13_136 });
    expect(runs).toMatchObject([{ environment: { A: '1', B: '2' } }]);
  });

  test.each([
    ['dynamic-glibc', 'static-pie', 'no-interpreter: '],
    ['executable-stack', 'static-pie', 'non-executable-stack: '],
    ['static', 'static-pie', 'linkage: '],
  ] as const)('attack: a forged report passes %s', async (fixture, linkage, first) => {
    const { proven } = await prove(fixture, { forged: { linkage, verdict: 'pass' } });
    const error = await errorOf(proven);
    expect(error).toMatchObject({ code: 'STATIX_NOT_VERIFIED' });
    expect((error as { excerpt: string[] }).excerpt.join('\n')).toContain(first);
  });

  test('attack: a forged report passes a program that does not run', async () => {
    const { proven } = await prove('static-pie', { exitCode: 127 });
    expect(await errorOf(proven)).toMatchObject({ code: 'STATIX_NOT_VERIFIED' });
  });

  test.each([
    ['of other bytes', { binary: { name: 'app', sha256: 'f'.repeat(64), size: 13_136 } }, 'sha256'],
    ['that failed', { verdict: 'fail' as const }, 'verdict'],
    ['of another linkage', { linkage: 'static' as const }, 'linkage'],
  ])('refuses a report %s, and names the command for the profile', async (_, forged, what) => {
    const { proven } = await prove('static-pie', { forged });
    expect(await errorOf(proven)).toMatchObject({
      code: 'STATIX_NOT_VERIFIED',
      excerpt: [expect.stringMatching(`^${what}: it says `)],
      remedies: [{ snippet: 'npx nx run shop:verify-static --profile=dev' }],
    });
  });
});
