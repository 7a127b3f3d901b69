import type { DoctorReport } from '@statix/contract';

/** 1 for what will fail, with `strict` for what may; what was just fixed does not count. */
export function exitCodeOf({ findings }: Pick<DoctorReport, 'findings'>, strict: boolean): 0 | 1 {
  const counting = strict ? ['error', 'warning'] : ['error'];
  const left = findings.filter(
    ({ severity, fix }) => counting.includes(severity) && fix !== 'done',
  );
  return left.length > 0 ? 1 : 0;
}

/**
 * Makes this process end with a failure. A generator that throws would end with one, too, but Nx
 * would print its message after a report that says it all, and drop the edits of `--fix`; and Nx
 * ends a generator that returns with `process.exit(0)`, which an exit handler may still overrule
 * (Node.js documentation, "process.exitCode").
 */
export function failAtExit(): void {
  process.once('exit', () => {
    process.exitCode = 1;
  });
}
