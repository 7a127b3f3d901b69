import * as z from 'zod';
import { policyShape } from '../policy/policy-options.js';
import { CPU_LEVEL_OPTIONS } from './cpu-levels.js';
import { refusedFilePath, refusedWorkspacePath } from './container-path.js';

/** Text in options; a file of the workspace may be longer. */
const MOST_TEXT = 256 * 1024;
const MOST_RUNS = 64;
const MOST_FILES = 64;

/** Its name in a report and in messages; there it is the run of the options themselves. */
export const MAIN_RUN = 'main';

const regularExpression = z.string().refine(isRegularExpression, {
  error: 'expected the source of a JavaScript regular expression',
});

const absoluteFolder = z
  .string()
  .regex(/^\/[^:,\0]+$/, 'expected an absolute path in the container, other than /');

const environment = z.record(
  z.string().regex(/^[^=\0]+$/, 'expected a name without ='),
  z.string(),
);

const text = z.string().max(MOST_TEXT, `expected at most ${MOST_TEXT} characters`);

const port = z.int().min(1).max(65_535);

const workspaceFile = z.string().superRefine((path, context) => {
  const message = refusedWorkspacePath(path);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const files = z
  .record(z.string(), z.union([text, z.strictObject({ file: workspaceFile })]))
  .superRefine((all, context) => {
    const paths = Object.keys(all);
    if (paths.length > MOST_FILES)
      context.addIssue({ code: 'custom', message: `expected at most ${MOST_FILES} files` });
    for (const path of paths) {
      const message = refusedFilePath(path);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [path], message });
    }
  });

const root = z
  .string()
  .regex(
    /^(scratch|image:(?!.*(\.\.|\/\/))[a-z0-9][A-Za-z0-9._:/@-]{0,254})$/,
    'expected scratch, or image: and the name, digest or id of an image',
  );

const ready = z.union([z.strictObject({ stdout: regularExpression }), z.strictObject({ port })]);

const probe = z.union([
  z.strictObject({ tcp: port }),
  z.strictObject({
    http: z.strictObject({
      port,
      path: z
        .string()
        .regex(/^\/[!-~]{0,2047}$/, 'expected a path that begins with /, without spaces')
        .default('/'),
      expectedStatus: z.int().min(100).max(599).default(200),
      expectedBody: regularExpression.optional(),
    }),
  }),
]);

/** All but those that end a program whatever it does, or stop it. */
const stop = z.enum(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGTERM']);

const ENDING_SIGNALS = [
  ...['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE'],
  ...['SIGKILL', 'SIGUSR1', 'SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGTERM', 'SIGSYS'],
] as const;

const endingSignal = z.enum(ENDING_SIGNALS);

/** What is of one run alone: a further run has none of it from the main one. */
const ofOneRun = {
  args: z.array(z.string()).optional(),
  stdin: text.optional(),
  expectedExitCode: z.int().min(0).max(255).optional(),
  expectedSignal: endingSignal.optional(),
  expectedStdout: regularExpression.optional(),
  expectedStderr: regularExpression.optional(),
  ready: ready.optional(),
  probe: probe.optional(),
  stop: stop.optional(),
};

/** What a further run has from the main one, unless it says something itself. */
const ofEachRun = {
  root: root.optional(),
  environment: environment.optional(),
  files: files.optional(),
  writablePaths: z.array(absoluteFolder).optional(),
  timeoutSeconds: z.number().positive().optional(),
};

const runSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and dashes')
    .refine((name) => name !== MAIN_RUN, { error: `${MAIN_RUN} is the run of the other options` }),
  ...ofOneRun,
  ...ofEachRun,
});

const runs = z
  .array(runSchema)
  .max(MOST_RUNS, `expected at most ${MOST_RUNS} runs`)
  .superRefine((all, context) => {
    all.forEach(({ name }, index) => {
      if (all.findIndex((other) => other.name === name) === index) return;
      const message = `expected names that differ`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    });
  });

/** What may differ from one binary of a project to another. */
const perBinarySchema = z.strictObject({ ...ofOneRun, ...ofEachRun, runs: runs.optional() });

/** A Cargo profile and a target triple are names of folders. */
export const folderName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'expected letters, digits, _, . and -');

/**
 * How programs are proven, in the options of every step that proves: a packed program by the same
 * rules as its original.
 */
export const proofShape = {
  expectedLinkage: z
    .enum(['static-pie', 'static'])
    .default('static-pie')
    .describe('static-pie: at a random address each time; static: at a fixed one'),
  run: z
    .enum(['required', 'never'])
    .default('required')
    .describe(
      'Whether each binary is run in an empty container; without an engine, required fails',
    ),
  cpuLevel: z
    .enum(CPU_LEVEL_OPTIONS)
    .default('x86-64')
    .describe(
      'The level of processors (x86-64 psABI; v2 is x86-64-v2) that the binaries have to run on: by the options that they were compiled with, and by the main run on an emulated processor of that level',
    ),
  args: z.array(z.string()).default([]).describe('Arguments for the binaries when they are run'),
  environment: environment
    .default({})
    .describe('Environment variables for the binaries when they are run; there are no others'),
  stdin: ofOneRun.stdin.describe('Text on standard input; none when absent'),
  files: files
    .default({})
    .describe(
      'Files that are put into the container for a run, by their absolute path there: text, or `{ "file": "…" }` with a path relative to the workspace root',
    ),
  root: root
    .default('scratch')
    .describe(
      'scratch: nothing but the program; image:<name, digest or id>: the files of an image that the engine has, which is never pulled',
    ),
  expectedExitCode: ofOneRun.expectedExitCode.describe(
    'Exit code that the run has to end with; when absent, any but 126, 127 and that of a Rust panic',
  ),
  expectedSignal: ofOneRun.expectedSignal.describe(
    'Signal that has to end the run, in the place of an exit code',
  ),
  expectedStdout: ofOneRun.expectedStdout.describe(
    'JavaScript regular expression (flag m) that standard output has to match; without expectedExitCode, a program that goes on is ended as soon as it does',
  ),
  expectedStderr: ofOneRun.expectedStderr.describe(
    'JavaScript regular expression (flag m) that standard error has to match',
  ),
  ready: ofOneRun.ready.describe(
    'When a server is ready: `{ "stdout": "<pattern>" }` or `{ "port": 8080 }`; the port of the probe when absent',
  ),
  probe: ofOneRun.probe.describe(
    'What a server that is ready is asked over loopback, in the container: `{ "tcp": 8080 }`, or `{ "http": { "port", "path", "expectedStatus", "expectedBody" } }`',
  ),
  stop: ofOneRun.stop.describe(
    'Signal that a server gets once it is ready and probed; SIGTERM when absent',
  ),
  runs: runs
    .default([])
    .describe(
      'Further runs, each with a name: root, environment, files, writablePaths and timeoutSeconds are those of these options unless it has its own; args, stdin, ready, probe, stop and what is expected are its own alone',
    ),
  timeoutSeconds: z
    .number()
    .positive()
    .default(30)
    .describe('Time for one run; one that goes on is stopped, and fails if a result is expected'),
  memoryMegabytes: z.int().min(6).default(128).describe('Memory for one run, in MiB, without swap'),
  pids: z.int().min(1).default(64).describe('Processes and threads for one run'),
  writablePaths: z
    .array(absoluteFolder)
    .default([])
    .describe('Folders in the container that are writable (tmpfs); nothing else is'),
  ...policyShape,
  perBinary: z
    .record(z.string(), perBinarySchema)
    .default({})
    .describe(
      'By name of a binary: of these options, those of a run of its own; environment and files are merged',
    ),
};

/** The same, of a step that proves as another does where it says nothing itself. */
export const inheritedProofShape = {
  expectedLinkage: proofShape.expectedLinkage.unwrap().optional(),
  cpuLevel: proofShape.cpuLevel.unwrap().optional(),
  args: proofShape.args.unwrap().optional(),
  environment: proofShape.environment.unwrap().optional(),
  files: proofShape.files.unwrap().optional(),
  root: proofShape.root.unwrap().optional(),
  runs: proofShape.runs.unwrap().optional(),
  timeoutSeconds: proofShape.timeoutSeconds.unwrap().optional(),
  memoryMegabytes: proofShape.memoryMegabytes.unwrap().optional(),
  pids: proofShape.pids.unwrap().optional(),
  writablePaths: proofShape.writablePaths.unwrap().optional(),
  policy: proofShape.policy.unwrap().optional(),
  overrides: proofShape.overrides.unwrap().optional(),
  perBinary: proofShape.perBinary.unwrap().optional(),
};

export const proofSchema = z.strictObject(proofShape);

export type ProofOptions = z.output<typeof proofSchema>;

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source, 'm');
    return true;
  } catch {
    return false;
  }
}
