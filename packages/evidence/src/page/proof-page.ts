import {
  reportedChecks,
  type BuildManifest,
  type Check,
  type CheckStatus,
  type Contents,
  type DeclaredRun,
  type VerifyReport,
} from '@statix/contract';
import { otherTools } from '../other-tools/other-tools.js';
import { licensesOf } from '../sbom/licenses.js';

/** What a page is made of. Everything but the report may be missing. */
export interface PageSources {
  readonly report: VerifyReport;
  readonly built?: BuildManifest | undefined;
  readonly contents?: Contents | undefined;
}

/** A name and what it is. */
export type Fact = readonly [name: string, value: string];

export interface Row {
  readonly mark: string;
  readonly status: CheckStatus;
  readonly check: Check;
}

export interface Section {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly rows: readonly Row[];
}

/** A page for a person, before it is Markdown or HTML: all of it is foreign text. */
export interface ProofPage {
  readonly title: string;
  readonly verdict: VerifyReport['verdict'];
  /** One sentence. */
  readonly summary: string;
  readonly facts: readonly Fact[];
  readonly sections: readonly Section[];
  /** Why other tools may say something else. */
  readonly note: string;
  readonly inside?: {
    readonly lead: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
}

const MARKS: Readonly<Record<CheckStatus, string>> = {
  pass: '✔',
  fail: '✖',
  warn: '!',
  'not-applicable': '–',
  'not-provable': '?',
};

/** Failures first: that is what is looked for. */
const ORDER: readonly CheckStatus[] = ['fail', 'warn', 'pass', 'not-applicable', 'not-provable'];

/** What a page says, with nothing of time, host or engine in it. */
export function proofPage({ report, built, contents }: PageSources): ProofPage {
  const { binary, verdict, linkage } = report;
  // What is about other bytes tells nothing of these.
  const [shown, ofBuild] = [
    contents?.binary.sha256 === binary.sha256 ? contents : undefined,
    built?.binary.sha256 === binary.sha256 ? built : undefined,
  ];
  return {
    title: binary.name,
    verdict,
    summary: summaryOf(report),
    facts: [
      ['sha256', binary.sha256],
      ['size', `${binary.size} bytes`],
      ['linked', linkage],
      ...(ofBuild === undefined ? [] : factsOf(ofBuild)),
      ['policy', report.policy.name],
    ],
    sections: [
      {
        title: 'Checks',
        facts: [
          ...(report.mainRun === undefined ? [] : factsOfRun(report.mainRun)),
          ...endsOf(report.end),
          ...overridesOf(report),
        ],
        rows: rowsOf(report.checks),
      },
      ...report.runs.map(sectionOf),
    ],
    note: sentence(otherTools(linkage)),
    ...(shown === undefined ? {} : { inside: insideOf(shown) }),
  };
}

function sentence(line: string): string {
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
}

function summaryOf(report: VerifyReport): string {
  const { verdict, run } = report;
  const all = reportedChecks(report).map(({ check }) => check);
  const count = (status: CheckStatus) => all.filter((check) => check.status === status).length;
  const parts = [
    `${count('pass')} of ${all.length} checks passed`,
    ...(count('fail') > 0 ? [`${count('fail')} failed`] : []),
    ...(count('warn') > 0 ? [`${count('warn')} warned`] : []),
    ...(run === 'never' ? ['the program was not run'] : []),
  ];
  return `${verdict === 'pass' ? 'Passed' : 'Did not pass'}: ${parts.join(', ')}.`;
}

function factsOf(built: BuildManifest): Fact[] {
  const { package: of, triple, profile, features, toolchain, image, sources, lockfile } = built;
  const selected = features.all ? ['all'] : features.selected;
  return [
    ['package', `${of.name} ${of.version}`],
    ['target', triple],
    ['profile', profile],
    [
      'features',
      `${selected.length === 0 ? '' : `${selected.join(', ')}; `}default ${features.default ? 'on' : 'off'}`,
    ],
    ['compiler', `rustc ${toolchain.rustc}, LLVM ${toolchain.llvm}`],
    ['allocator', built.allocator],
    ['built in', built.isolation === 'none' ? 'no container' : image.reference],
    [
      'network',
      built.network === true ? 'reachable while it was built' : 'none while it was built',
    ],
    ['sources', `${sources.files} files, ${sources.digest}`],
    ['Cargo.lock', lockfile.sha256],
  ];
}

function overridesOf({ policy }: VerifyReport): Fact[] {
  return policy.overrides.map(({ check, status, reason }) => [
    check,
    `${status} by an override: ${reason}`,
  ]);
}

function rowsOf(checks: readonly Check[]): Row[] {
  const rank = ({ status }: Check) => ORDER.indexOf(status);
  return [...checks]
    .sort((left, right) => rank(left) - rank(right))
    .map((check) => ({ mark: MARKS[check.status], status: check.status, check }));
}

function sectionOf(run: VerifyReport['runs'][number]): Section {
  return {
    title: `Run ${run.name}`,
    facts: [...factsOfRun(run), ...endsOf(run.end)],
    rows: rowsOf(run.checks),
  };
}

function factsOfRun(run: DeclaredRun): Fact[] {
  const environment = Object.entries(run.environment).map(([name, value]) => `${name}=${value}`);
  return [
    ['run in', run.root === 'scratch' ? 'an empty container' : run.root],
    ['arguments', run.arguments.length === 0 ? 'none' : JSON.stringify(run.arguments)],
    ['environment', environment.length === 0 ? 'none' : environment.join(' ')],
    ...(run.stdin ? [['standard input', 'text of the options'] as const] : []),
    ...run.files.map(({ path, sha256 }) => ['file', `${path}, sha256 ${sha256}`] as const),
    ...run.writablePaths.map((path) => ['writable', path] as const),
    ['expected', JSON.stringify(run.expectation)],
  ];
}

function endsOf(end: VerifyReport['end']): Fact[] {
  if (end === undefined) return [];
  if (end.by !== 'itself') return [['ended', END_WORDS[end.by]]];
  const { exitCode, signal } = end;
  return [['ended', signal === undefined ? `by itself, exit code ${exitCode}` : `by ${signal}`]];
}

const END_WORDS = {
  timeout: 'stopped at the time-out',
  'expected-output': 'stopped after the expected output',
  'start-error': 'not started',
};

function insideOf({ crates, libraries, linked }: Contents): NonNullable<ProofPage['inside']> {
  return {
    lead:
      linked === 'recorded'
        ? 'The crates that it is linked with, and the native libraries that the linker took something of.'
        : 'The crates that it is linked with. The linker left no record, so native libraries may be missing here.',
    columns: ['name', 'version', 'licence', 'from'],
    rows: [
      ...crates
        .filter(({ root }) => root !== true)
        .map(({ name, version, license, source }) => [
          name,
          version,
          licenceOf(license),
          source === null ? 'the repository' : source,
        ]),
      ...libraries.map(({ name, version, license, origin }) => [
        name,
        version ?? 'not known',
        licenceOf(license),
        origin.by === 'image'
          ? `the image: ${origin.sourcePackage} ${origin.sourceVersion}`
          : `the crate ${origin.crate} ${origin.crateVersion}`,
      ]),
    ],
  };
}

function licenceOf(stated: string | null): string {
  const [first] = licensesOf(stated) ?? [];
  if (first === undefined) return 'not stated';
  return 'expression' in first ? first.expression : first.license.name;
}
