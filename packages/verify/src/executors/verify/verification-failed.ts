import {
  failedChecks,
  nameOfCheck,
  StatixError,
  type Linkage,
  type Remedy,
  type VerifyReport,
} from '@statix/contract';
import { stepCommand } from '@statix/proof';
import type { VerifyPlan } from './plan.js';

/** What to do about a check that failed, where there is more to say than its evidence does. */
const REMEDIES = new Map<string, Remedy>([
  [
    'matches-build-manifest',
    {
      text: 'The program was built for another profile or triple, or changed after the build. Build it:',
      snippet: '<build-static> --skip-nx-cache',
    },
  ],
  [
    'built-in-isolation',
    {
      text: 'Build it in a container: leave out the option `runsOn` of build-static. Or, where you trust all that was compiled, say so and why:',
      snippet:
        '<verify-static> --runsOn=host --overrides.built-in-isolation.status=warn --overrides.built-in-isolation.reason="all that is compiled is trusted"',
    },
  ],
  [
    'no-interpreter',
    {
      text: 'A dynamic loader comes from a build that is not for musl, or from `-C target-feature=-crt-static`. Build with build-static, and look for the flag in .cargo/config.toml and RUSTFLAGS.',
    },
  ],
  [
    'no-glibc',
    { text: 'A native library built for glibc was linked in. Build it in the image, for musl.' },
  ],
  [
    'non-executable-stack',
    {
      text: 'An assembly file without a note makes the stack executable. Add to it:',
      snippet: '.section .note.GNU-stack,"",@progbits',
    },
  ],
  [
    'starts-from-scratch',
    {
      text: 'The container holds nothing but the program: no /tmp, no certificates, no time zones. Give it what it needs with args, environment, files, writablePaths or memoryMegabytes, or embed it.',
    },
  ],
  [
    'cpu-level',
    {
      text: 'Take the options that the evidence names out of what is compiled, or say with `cpuLevel` on which processors it is to run. Where it was not emulated, bring the image that it was built in onto this engine, and verify it again.',
    },
  ],
  [
    'becomes-ready',
    {
      text: 'A server is ready when the port listens that `probe` or `ready` names, or when it has said what `ready.stdout` says. Compare with what the evidence shows that it said.',
    },
  ],
  [
    'answers-probe',
    {
      text: 'The probe comes from within the container, over 127.0.0.1 and then ::1. Compare port, path and what is expected with what the evidence shows.',
    },
  ],
  [
    'ends-when-stopped',
    {
      text: 'Handle the signal that `stop` names (SIGTERM when absent), or name one that the program handles; a longer timeoutSeconds gives it more time.',
    },
  ],
]);

/** What a wrong linkage asks for depends on which it is. */
const LINKAGE_REMEDIES: Partial<Record<Linkage, Remedy>> = {
  static: {
    text: 'If a program at a fixed address is wanted (`-C relocation-model=static`), say so:',
    snippet: '"options": { "expectedLinkage": "static" }',
  },
  'static-pie': {
    text: 'If a program at random addresses is wanted, which is Rust’s default for musl, say so:',
    snippet: '"options": { "expectedLinkage": "static-pie" }',
  },
  'shared-library': {
    text: 'A library is no program. Leave it out of the folder, or name another in `binaries`.',
  },
  unknown: {
    text: 'A packed program hides what it needs. Verify what the build wrote; compress packs it afterwards and verifies again.',
  },
};

/** The one error for all programs that did not pass; the reports with the evidence are written. */
export function verificationFailed(
  reports: readonly VerifyReport[],
  plan: Pick<VerifyPlan, 'project' | 'triple' | 'profile' | 'outputPath'>,
): StatixError {
  const { project, outputPath } = plan;
  const failed = reports.filter(({ verdict }) => verdict === 'fail');
  const byBinary = failed.map((report) => ({
    name: report.binary.name,
    checks: failedChecks(report),
  }));
  const ids = new Set(byBinary.flatMap((one) => one.checks.map(({ check }) => check.id)));
  const linkages = new Set(failed.filter(failsLinkage).map(({ linkage }) => linkage));
  const remedies = [
    ...[...REMEDIES].flatMap(([id, remedy]) => (ids.has(id) ? [remedy] : [])),
    ...[...linkages].flatMap((linkage) => LINKAGE_REMEDIES[linkage] ?? []),
  ];
  return new StatixError({
    code: 'STATIX_VERIFY_FAILED',
    what: `${failed.length} of ${reports.length} programs of ${project} did not pass verification`,
    excerpt: byBinary.map(({ name, checks }) => `${name}: ${checks.map(nameOfCheck).join(', ')}`),
    remedies: [
      ...remedies.map((remedy) => forPlan(remedy, plan)),
      `The evidence is in ${outputPath}.`,
    ],
  });
}

function failsLinkage({ checks }: VerifyReport): boolean {
  return checks.some(({ id, status }) => id === 'linkage' && status === 'fail');
}

function forPlan(remedy: Remedy, plan: Pick<VerifyPlan, 'project' | 'triple' | 'profile'>): Remedy {
  const snippet = remedy.snippet?.replace(/<([a-z-]+)>/, (_all, step: string) =>
    stepCommand(step, plan),
  );
  return snippet === undefined ? remedy : { ...remedy, snippet };
}
