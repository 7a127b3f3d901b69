import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

export const checkStatusSchema = z.enum(['pass', 'fail', 'warn', 'not-applicable', 'not-provable']);
export type CheckStatus = z.infer<typeof checkStatusSchema>;

/** One thing that was looked at: what was found, where, and what follows from it. */
export const checkSchema = z.strictObject({
  /** Stable, kebab-case: `no-interpreter`. */
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  status: checkStatusSchema,
  /** One sentence for a reader. */
  summary: z.string(),
  /** What was seen, with file offsets in hex where there are any. */
  evidence: z.array(z.string()),
});
export type Check = z.infer<typeof checkSchema>;

/** How a binary is linked, read from its program headers alone. */
export const linkageSchema = z.enum([
  'static-pie',
  'static',
  'dynamic',
  'shared-library',
  'unknown',
]);
export type Linkage = z.infer<typeof linkageSchema>;

/**
 * How the run of a program ended; `start-error` when Linux could not start it at all. Where a signal ended it the
 * exit code is what a shell shows for it, 128 and its number: the program has not chosen it.
 */
export const programEndSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('itself'), exitCode: z.int(), signal: z.string().optional() }),
  z.strictObject({ by: z.enum(['timeout', 'expected-output', 'start-error']) }),
]);
export type ProgramEnd = z.infer<typeof programEndSchema>;

const port = z.int().min(1).max(65_535);

/** A GET over loopback, in the container's own network. */
const httpProbeSchema = z.strictObject({
  port,
  /** With its query: `/health?all`. */
  path: z.string(),
  expectedStatus: z.int(),
  /** Source of a regular expression for the body, with the flag `m`. */
  expectedBody: z.string().optional(),
});
export type HttpProbe = z.infer<typeof httpProbeSchema>;

/** What a run has to show, as it was declared. Patterns are sources of regular expressions, with the flag `m`. */
export const runExpectationSchema = z.strictObject({
  timeoutSeconds: z.number(),
  exitCode: z.int().optional(),
  /** That the program is to be ended by: `SIGABRT`. */
  signal: z.string().optional(),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
  /** When a server counts as ready: by a line on standard output, or by a TCP port that listens. */
  ready: z.union([z.strictObject({ stdout: z.string() }), z.strictObject({ port })]).optional(),
  /** What is asked of one that is ready: that a port takes a connection, or answers a GET. */
  probe: z
    .union([z.strictObject({ tcp: port }), z.strictObject({ http: httpProbeSchema })])
    .optional(),
  /** The signal that it gets after that: `SIGTERM`. */
  stop: z.string().optional(),
});
export type RunExpectation = z.infer<typeof runExpectationSchema>;

/** What a program was run in and with. */
const declaredRun = {
  /** `scratch`: nothing but the program; or `image:` and the image whose files were there too. */
  root: z.string(),
  arguments: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  /** Whether it was given text on standard input. */
  stdin: z.boolean(),
  /** Files that were put into the root for it. */
  files: z.array(
    z.strictObject({ path: z.string(), sha256: sha256Schema, size: z.int().nonnegative() }),
  ),
  writablePaths: z.array(z.string()),
  memoryBytes: z.int(),
  pids: z.int(),
  expectation: runExpectationSchema,
};

const declaredRunSchema = z.strictObject(declaredRun);
export type DeclaredRun = z.infer<typeof declaredRunSchema>;

const furtherRunSchema = z.strictObject({
  name: z.string(),
  ...declaredRun,
  /** Absent when the program was not run. */
  end: programEndSchema.optional(),
  checks: z.array(checkSchema),
});

/** `<bin>.verify.json`: every check made of one binary. Facts of the machine are in `dist/verify-environment`. */
export const verifyReportSchema = z.strictObject({
  ...documentHeader('statix.verify-report'),
  schemaVersion: z.literal(2),
  binary: z.strictObject({ name: z.string(), sha256: sha256Schema, size: z.int().nonnegative() }),
  /** The archive that the program is in, where somebody named that. */
  archive: z
    .strictObject({ name: z.string(), sha256: sha256Schema, size: z.int().nonnegative() })
    .optional(),
  /** `fail` when any check failed, else `pass`. */
  verdict: z.enum(['pass', 'fail']),
  linkage: linkageSchema,
  /** Which checks had to pass, and which of them were judged otherwise, each with its reason. */
  policy: z.strictObject({
    name: z.enum(['baseline', 'strict']),
    overrides: z.array(
      z.strictObject({
        check: z.string(),
        status: z.enum(['fail', 'warn', 'ignore']),
        reason: z.string(),
      }),
    ),
  }),
  /** Whether the program was run, and was what the options asked for. */
  run: z.enum(['required', 'never']),
  /** How the main run was declared; absent when none was asked for. */
  mainRun: declaredRunSchema.optional(),
  /** How the main run ended; absent when the program was not run. */
  end: programEndSchema.optional(),
  /** Of the bytes and of the main run. */
  checks: z.array(checkSchema),
  /** The further runs, in the order in which they are declared. */
  runs: z.array(furtherRunSchema),
});

export type VerifyReport = z.infer<typeof verifyReportSchema>;

/** A check of a report, and the further run that it is of; undefined for the bytes and the main run. */
export interface ReportedCheck {
  readonly run: string | undefined;
  readonly check: Check;
}

/** `linkage`, and of a further run `run serve: answers-probe`. */
export function nameOfCheck({ run, check: { id } }: ReportedCheck): string {
  return run === undefined ? id : `run ${run}: ${id}`;
}

/** What failed, in the bytes and in all runs. */
export function failedChecks(report: Pick<VerifyReport, 'checks' | 'runs'>): ReportedCheck[] {
  return reportedChecks(report).filter(({ check }) => check.status === 'fail');
}

/** Every check of a report: who looks at `checks` alone misses those of further runs. */
export function reportedChecks({
  checks,
  runs,
}: Pick<VerifyReport, 'checks' | 'runs'>): ReportedCheck[] {
  return [
    ...checks.map((check) => ({ run: undefined, check })),
    ...runs.flatMap(({ name, checks: its }) => its.map((check) => ({ run: name, check }))),
  ];
}
