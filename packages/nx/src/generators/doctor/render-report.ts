import {
  type DoctorReport,
  type Finding,
  type NativeCrateReport,
  neutralise,
} from '@statix/contract';

const marks = { error: '✖', warning: '▲', note: '·' } as const;
const order = ['error', 'warning', 'note'] as const;

const origins: Readonly<Record<NativeCrateReport['from'], string>> = {
  'own-source': 'compiled along',
  image: 'from the image',
  missing: 'missing',
  none: 'none needed',
  unknown: 'not known',
};

/**
 * The report for a terminal: per package its native crates and findings, then the machine.
 *
 * @param nx what Nx is started with
 */
export function renderReport(report: DoctorReport, diff: string, nx: string): string {
  const lines: string[] = [];
  for (const pkg of report.packages) {
    const own = report.findings.filter((finding) => finding.package === pkg.name);
    lines.push(`${pkg.name}  ${pkg.manifest}`);
    lines.push(...pkg.nativeCrates.map(nativeCrateLine), '');
    lines.push(...own.sort(bySeverity).flatMap(findingLines));
    if (own.length === 0) lines.push('  nothing to say', '');
  }
  const unowned = report.findings.filter(({ package: pkg }) => pkg === null);
  const isOfFile = ({ evidence }: Finding): boolean => evidence.some(({ file }) => file !== null);
  const ofWorkspace = unowned.filter(isOfFile);
  const shared = unowned.filter((finding) => !isOfFile(finding));
  if (ofWorkspace.length > 0) {
    lines.push('the workspace', '', ...ofWorkspace.sort(bySeverity).flatMap(findingLines));
  }
  const { environment } = report;
  if (environment !== null || shared.length > 0) lines.push('the machine');
  if (environment?.engine != null) {
    const { name, version, address, cpus, memoryBytes, diskFreeBytes } = environment.engine;
    const disk = diskFreeBytes === null ? '' : `, ${gigabytes(diskFreeBytes)} of disk free`;
    lines.push(
      `  ${name} ${version} at ${address}: ${cpus} processors, ${gigabytes(memoryBytes)} of memory${disk}`,
    );
  }
  for (const { of, name, address, where } of environment?.credentials ?? []) {
    const place = of === 'git' ? `git at ${name} over ${address}` : `registry ${name}`;
    lines.push(`  ${place}: ${where}`);
  }
  if (report.image.reference !== null) {
    const there = environment?.imagePresent;
    const presence = there == null ? '' : there ? ', on the engine' : ', not on the engine';
    lines.push(`  image ${report.image.reference}${presence}`);
  }
  if (environment !== null && environment.volumes.length > 0) {
    const total = environment.volumes.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
    lines.push(`  ${environment.volumes.length} build volumes, ${gigabytes(total)}`);
  }
  if (environment !== null || shared.length > 0) lines.push('');
  lines.push(...shared.sort(bySeverity).flatMap(findingLines));
  if (diff !== '') {
    lines.push(
      'fixed',
      '',
      ...diff
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
      '',
    );
    lines.push(
      '  Bring the lock file up to date, and look again:',
      '       cargo update --workspace',
      `       ${nx} generate @statix/nx:doctor`,
      '',
    );
  }
  lines.push(summaryLine(report));
  return neutralise(lines.join('\n'));
}

function nativeCrateLine({ name, version, library, from, features }: NativeCrateReport): string {
  const asked = features.length === 0 ? '' : `  features ${features.join(', ')}`;
  const short = version.replace(/\+.*$/, '');
  return `  ${`${name} ${short}`.padEnd(32)} ${library.padEnd(16)} ${origins[from]}${asked}`.trimEnd();
}

function findingLines(finding: Finding): string[] {
  const { severity, code, what, why, remedies, evidence, fix } = finding;
  const mended = fix === 'done' ? '  (fixed)' : fix === 'possible' ? '  (--fix)' : '';
  return [
    `  ${marks[severity]} ${severity}  ${code}${mended}`,
    ...indent(what, 4),
    ...(why === '' ? [] : indent(why, 4)),
    ...evidence.map(({ file, line, text }) => {
      const place = file === null ? '' : `${file}${line === null ? '' : `:${line}`}  `;
      return `    at ${place}${text}`;
    }),
    ...remedies.flatMap(({ text, snippet }, index) => [
      `    ${index + 1}. ${text}`,
      ...(snippet === undefined ? [] : indent(snippet, 9)),
    ]),
    '',
  ];
}

function summaryLine({ summary }: DoctorReport): string {
  const { errors, warnings, notes, fixed } = summary;
  const counts = [
    plural(errors, 'error'),
    plural(warnings, 'warning'),
    plural(notes, 'note'),
    ...(fixed === 0 ? [] : [`${fixed} fixed`]),
  ];
  return counts.join(', ');
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function bySeverity(left: Finding, right: Finding): number {
  return order.indexOf(left.severity) - order.indexOf(right.severity);
}

function indent(text: string, columns: number): string[] {
  return text.split('\n').map((line) => ' '.repeat(columns) + line);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
