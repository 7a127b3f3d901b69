import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { diagnoseLog, offerOfContract } from '@statix/advice';
import { ignoredBy, repositoryFiles } from '@statix/cargo';
import { StatixError, type Diagnosis, type ImageContract, type Remedy } from '@statix/contract';
import type { StagedFile } from '../staging/staged-file.js';
import type { JobResult } from '../workbench/workbench.js';
import type { BuildLog } from './build-log.js';

/** What cargo was run for. */
export type CargoPhase = 'fetch' | 'build' | 'test' | 'check' | 'rebuild';

const codes: Readonly<Record<CargoPhase, `STATIX_${string}`>> = {
  fetch: 'STATIX_FETCH_FAILED',
  build: 'STATIX_BUILD_FAILED',
  test: 'STATIX_TESTS_FAILED',
  check: 'STATIX_CHECK_FAILED',
  rebuild: 'STATIX_REBUILD_FAILED',
};

export interface CargoFailure {
  readonly error: StatixError;
  /** True when the crates or the lock are not as a fetch would have left them. */
  readonly fetchAgain: boolean;
  /** The file with all that cargo said; none where cargo itself did not fail. */
  readonly log?: string;
  /** What the log is known to mean, and what to do; undefined where it shows nothing known. */
  readonly known?: { readonly why: string; readonly remedies: readonly Remedy[] };
  /** The command that cargo does not have: `auditable`. */
  readonly missingCommand?: string;
}

/** What was run, as far as an explanation needs it. */
export interface FailedRun {
  readonly staged: readonly StagedFile[];
  readonly workspaceRoot: string;
  readonly contract: ImageContract;
  /** The crates of its lock. */
  readonly locked: readonly { readonly name: string; readonly version: string }[];
  /** Repository-relative Cargo.toml of the Cargo workspace. */
  readonly manifest: string;
  /** Names of the variables that options and `[env]` set. */
  readonly environment: ReadonlySet<string>;
}

/**
 * The error for a cargo run that failed: cargo's own words were already shown as they came, so this
 * adds only what is known about them, and where the whole log is. What is said of the image is what its
 * contract says.
 */
export function cargoFailure(
  phase: CargoPhase,
  result: JobResult,
  log: Pick<BuildLog, 'text' | 'path'>,
  { staged, workspaceRoot, contract, ...build }: FailedRun,
): CargoFailure {
  const diagnoses = diagnoseLog(log.text, {
    inputs: staged.map((file) => file.path),
    repositoryFiles: (path) => existsSync(join(workspaceRoot, path)),
    image: offerOfContract(contract),
    ignoredBy: ignoredBy(repositoryFiles(workspaceRoot)),
    ...build,
  });
  const [first] = diagnoses;
  const { known } = knownOf(diagnoses);
  const error = new StatixError({
    code: codes[phase],
    what: first?.title ?? describeEnd(phase, result),
    why: known?.why ?? result.startError ?? 'Cargo says why above.',
    remedies: [...(known?.remedies ?? []), { text: 'The whole log:', snippet: log.path }],
  });
  const fetchAgain = diagnoses.some((diagnosis) => diagnosis.id === 'not-fetched');
  const missing = /^error: no such command: `([\w-]+)`$/m.exec(log.text)?.[1];
  return {
    ...{ error, fetchAgain, log: log.path },
    ...knownOf(phase === 'test' ? diagnoses.filter(({ id }) => crashes.has(id)) : diagnoses),
    ...(missing === undefined ? {} : { missingCommand: missing }),
  };
}

/**
 * What a test program prints is its own: words about a network or a library in it say nothing of how it was
 * built. How it ended is cargo's to say.
 */
const crashes: ReadonlySet<string> = new Set([
  'thread-stack-overflow',
  'sqlite-crash',
  'static-pie-crash',
]);

function knownOf(diagnoses: readonly Diagnosis[]): Pick<CargoFailure, 'known'> {
  if (diagnoses.length === 0) return {};
  return {
    known: {
      why: diagnoses.map(explain).join('\n'),
      remedies: diagnoses.flatMap((diagnosis) => diagnosis.remedies.map(toRemedy)),
    },
  };
}

/** The error of a fetch, with what is known of credentials that it did not get. */
export function withNotices(
  error: StatixError,
  notices: readonly { readonly text: string; readonly remedy?: Remedy }[],
): StatixError {
  if (notices.length === 0) return error;
  const { code, what, why } = error;
  return new StatixError({
    code,
    what,
    why: [...notices.map(({ text }) => text), ...(why === undefined ? [] : [why])].join('\n'),
    remedies: [
      ...notices.flatMap(({ remedy }) => (remedy === undefined ? [] : [remedy])),
      ...error.remedies,
    ],
  });
}

/**
 * The error of a fetch by this machine's cargo that is not made: it looks a token up by the registry's name,
 * and would send it to the index that the repository gives to that name.
 */
export function withheldFromHost(
  notices: readonly { readonly text: string; readonly remedy?: Remedy }[],
): StatixError {
  return new StatixError({
    code: 'STATIX_FETCH_FAILED',
    what: 'This machine’s cargo would send a token to an address that only the repository has for it',
    why: notices.map(({ text }) => text).join('\n'),
    remedies: notices.flatMap(({ remedy }) => (remedy === undefined ? [] : [remedy])),
  });
}

/** The error for a run of cargo that resolved crates otherwise than the lock says. */
export function lockDeparted(
  departures: readonly string[],
  { lockfile, packageName, manifest }: { lockfile: string; packageName: string; manifest: string },
): CargoFailure {
  const error = new StatixError({
    code: 'STATIX_LOCKFILE_OUT_OF_DATE',
    what: `${lockfile} does not fit the manifests of ${packageName}`,
    why: `A Cargo.toml was changed and the lock file was not: ${departures.slice(0, 5).join('; ')}.`,
    remedies: [
      {
        text: 'Bring it up to date with as little change as possible, and commit it:',
        snippet: `cargo update --workspace --manifest-path ${manifest}`,
      },
    ],
  });
  return { error, fetchAgain: true };
}

function toRemedy({ text, snippet }: Diagnosis['remedies'][number]): Remedy {
  return snippet === undefined ? { text } : { text, snippet };
}

function explain(diagnosis: Diagnosis): string {
  const seen = diagnosis.threads.length > 0 ? ` (seen in ${diagnosis.threads.join(', ')})` : '';
  return `${diagnosis.why}${seen}\n  log line ${diagnosis.line.number}: ${diagnosis.line.text}`;
}

function describeEnd(phase: CargoPhase, result: JobResult): string {
  const command = phase === 'rebuild' ? 'build, elsewhere and from nothing,' : phase;
  if (result.oomKilled) return `cargo ${command} was ended by the kernel: no memory left`;
  if (result.signal !== undefined) return `cargo ${command} was ended by ${result.signal}`;
  return `cargo ${command} ended with exit code ${result.exitCode}`;
}
