import {
  neutralise,
  failedChecks,
  nameOfCheck,
  reportedChecks,
  shellWord,
  type Check,
  type CheckStatus,
  type VerifyReport,
} from '@statix/contract';
import { CPU_LEVEL_CHECK_ID } from '../checks/check-ids.js';

export interface RenderOptions {
  /** Evidence of every check instead of those that failed or warn. */
  readonly verbose?: boolean;
  readonly colour?: boolean;
  /** Lines of their own before the verdict. */
  readonly notes?: readonly string[];
}

type Paint = (text: string, colour: keyof typeof SGR) => string;

const SGR = { red: 31, green: 32, yellow: 33, grey: 90, bold: 1 } as const;

const START_IDS: readonly string[] = ['starts-from-scratch', 'starts-in-root'];

const MARKS = {
  pass: { mark: '✔', colour: 'green' },
  fail: { mark: '✖', colour: 'red' },
  warn: { mark: '!', colour: 'yellow' },
  'not-applicable': { mark: '-', colour: 'grey' },
  'not-provable': { mark: '?', colour: 'grey' },
} as const satisfies Record<CheckStatus, { mark: string; colour: keyof typeof SGR }>;

/**
 * A report for a person: the binary, a line per check, evidence where something is wrong, and the
 * verdict last. Plain lines that stay true when a cache replays them.
 *
 * @returns several lines, with a newline at the end
 */
export function renderReport(report: VerifyReport, options: RenderOptions = {}): string {
  const { colour = false, verbose = false } = options;
  const paint = painter(colour);
  const { name, size, sha256 } = report.binary;
  const title = `${paint(neutralise(name), 'bold')}  ${formatSize(size)}  sha256 ${sha256.slice(0, 12)}`;
  const width = Math.max(0, ...reportedChecks(report).map(({ check }) => check.id.length));
  const judged = report.policy.overrides.map(({ check }) => check);
  const explained = { ...options, judged };
  const lines = report.checks.flatMap((check) => renderCheck(check, width, paint, explained));
  const runs = report.runs.flatMap((run) => [
    `  ${paint(`run ${neutralise(run.name)}`, 'bold')}${describeRun(run)}`,
    ...run.checks
      .filter(({ id, status }) => verbose || status !== 'not-applicable' || judged.includes(id))
      .flatMap((check) => renderCheck(check, width, paint, explained)),
  ]);
  return [
    `${title}  ${report.linkage}  ${verdictWord(report, paint)}`,
    ...lines,
    ...(verbose ? [] : collapsed(report.checks, paint)),
    ...runs,
    ...policyLines(report, paint),
    ...(options.notes ?? []).map((note) => `  ${paint(neutralise(note), 'grey')}`),
    renderVerdict(report, options),
    '',
  ].join('\n');
}

/** `PASS hello-static  static-pie, 412 kB, runs from scratch` */
export function renderVerdict(
  report: VerifyReport,
  { colour = false }: RenderOptions = {},
): string {
  const paint = painter(colour);
  const { name, size } = report.binary;
  const failed = failedChecks(report).map((one) => neutralise(nameOfCheck(one)));
  const facts = [
    report.linkage,
    formatSize(size),
    ...runWords(report),
    ...endOf(report),
    ...furtherRuns(report),
    ...(report.run === 'never' ? ['not run'] : []),
    ...policyFacts(report),
    ...(failed.length === 0 ? [] : [`failed: ${failed.join(', ')}`]),
  ];
  return `${verdictWord(report, paint)} ${neutralise(name)}  ${facts.join(', ')}`;
}

/** Where the main run started, if it did: one at most. */
export function runWords(report: VerifyReport): string[] {
  const has = (wanted: string) =>
    report.checks.some(({ id, status }) => id === wanted && status === 'pass');
  return [
    ...(has('starts-from-scratch') ? ['runs from scratch'] : []),
    ...(has('starts-in-root') ? [`runs on top of ${rootOf(report)}`] : []),
  ];
}

const END_WORDS = {
  timeout: ['stopped at the time-out'],
  'expected-output': ['stopped after the expected output'],
  'start-error': [],
};

/** How the run ended, unless it is what one thinks of anyway. */
function endOf({ end, mainRun }: VerifyReport): string[] {
  if (end === undefined) return [];
  if (end.by === 'itself') {
    if (end.signal !== undefined) {
      return end.signal === mainRun?.expectation.stop ? [] : [`ended by ${end.signal}`];
    }
    return end.exitCode === 0 ? [] : [`exit code ${end.exitCode}`];
  }
  return END_WORDS[end.by];
}

/** What is not as everybody has it: a verdict is read by people who have not read the options. */
function policyFacts({ policy: { name, overrides } }: VerifyReport): string[] {
  return [
    ...(name === 'baseline' ? [] : [`policy ${name}`]),
    ...(overrides.length === 0 ? [] : [plural(overrides.length, 'override')]),
  ];
}

function policyLines({ policy }: VerifyReport, paint: Paint): string[] {
  const { name, overrides } = policy;
  if (name === 'baseline' && overrides.length === 0) return [];
  const lines = overrides.map(
    ({ check, status, reason }) => `      override of ${check}: ${status}, ${neutralise(reason)}`,
  );
  return [`  policy ${name}`, ...lines.map((line) => paint(line.replace(/\n/g, '\\n'), 'grey'))];
}

function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

function rootOf({ mainRun }: VerifyReport): string {
  return neutralise(mainRun?.root.replace(/^image:/, '') ?? 'an image');
}

function furtherRuns({ runs }: VerifyReport): string[] {
  const passed = runs.filter(
    ({ end, checks }) => end !== undefined && checks.every(({ status }) => status !== 'fail'),
  );
  if (passed.length === 0) return [];
  return [plural(passed.length, 'further run')];
}

/** What a further run is of: what is not as in most runs. */
function describeRun(run: VerifyReport['runs'][number]): string {
  const { root, arguments: args } = run;
  const facts = [
    ...(root === 'scratch' ? [] : [`on top of ${root.replace(/^image:/, '')}`]),
    ...(args.length === 0 ? [] : [args.map(shellWord).join(' ')]),
  ];
  return facts.length === 0 ? '' : `  ${neutralise(facts.join(', '))}`;
}

/** Checks without a result for this file are one line together, unless everything is asked for. */
function renderCheck(
  check: Check,
  width: number,
  paint: Paint,
  options: RenderOptions & { readonly judged: readonly string[] },
): string[] {
  const verbose = options.verbose ?? false;
  if (!verbose && isCollapsed(check)) return [];
  const { mark, colour } = MARKS[check.status];
  const line = `  ${paint(mark, colour)} ${check.id.padEnd(width)}  ${neutralise(check.summary)}`;
  // How a program ended and what it complained of is shown even if nothing is known to be wrong.
  const isRun = START_IDS.includes(check.id) && check.status === 'pass';
  const isJudged = options.judged.includes(check.id) && check.status === 'not-applicable';
  const explain =
    verbose || isRun || isJudged || check.status === 'fail' || check.status === 'warn';
  const evidence = explain ? check.evidence : [];
  return [line, ...evidence.map((one) => paint(`      ${neutralise(one)}`, 'grey'))];
}

/** Not what another engine, image or program would have shown: its reason is told. */
function isCollapsed({ id, status }: Check): boolean {
  return status === 'not-provable' && id !== CPU_LEVEL_CHECK_ID;
}

function collapsed(checks: readonly Check[], paint: Paint): string[] {
  const ids = checks.filter(isCollapsed).map(({ id }) => id);
  if (ids.length === 0) return [];
  const { mark, colour } = MARKS['not-provable'];
  return [`  ${paint(mark, colour)} not provable from the file: ${ids.join(', ')}`];
}

function verdictWord({ verdict }: VerifyReport, paint: Paint): string {
  return verdict === 'pass' ? paint('PASS', 'green') : paint('FAIL', 'red');
}

function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function painter(colour: boolean): Paint {
  return (text, name) => (colour ? `\u001b[${SGR[name]}m${text}\u001b[0m` : text);
}
