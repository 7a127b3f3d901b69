import type { Finding, StatixError } from '@statix/contract';

/** An error about one file as a finding: the doctor goes on with the others. */
export function errorFinding(error: StatixError, file: string, pkg: string | null): Finding {
  return {
    severity: 'error',
    code: error.code
      .replace(/^STATIX_/, '')
      .toLowerCase()
      .replaceAll('_', '-'),
    package: pkg,
    crate: null,
    what: error.what,
    why: [error.why ?? '', ...error.excerpt].filter((line) => line !== '').join('\n'),
    remedies: error.remedies.map((remedy) => ({ ...remedy })),
    evidence: [{ file, line: lineIn(error.what, file), text: error.code }],
    fix: 'none',
  };
}

/** Errors about a place begin with it: `Cargo.toml:3:1: …`. */
function lineIn(what: string, file: string): number | null {
  if (!what.startsWith(`${file}:`)) return null;
  const line = Number(/^:(\d+)/.exec(what.slice(file.length))?.[1]);
  return line > 0 ? line : null;
}
