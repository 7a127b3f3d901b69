import { StatixError, type Remedy } from '@statix/contract';
import type { Outcome } from '../inputs/verify-inputs.js';

/**
 * The one error for all that has no verdict; undefined where everything has one.
 *
 * @param withoutRun how no run is asked for, which needs no engine
 */
export function withoutVerdict(
  { unverified }: Pick<Outcome, 'unverified'>,
  withoutRun: string,
): StatixError | undefined {
  const [first, ...others] = unverified;
  if (first === undefined) return undefined;
  if (others.length === 0) return asOfAFile(first.error, withoutRun);
  const errors = unverified.map(({ error }) => asOfAFile(error, withoutRun));
  return new StatixError({
    code: 'STATIX_VERIFY_UNREADABLE',
    what: `${unverified.length} files have no verdict`,
    excerpt: [...new Set(errors.map(({ code, what }) => `${code}  ${what}`))],
    remedies: distinct(errors.flatMap(({ remedies }) => remedies)),
  });
}

/** What is advised elsewhere is how a workspace builds the program, and that is not known of a file. */
function asOfAFile(error: StatixError, withoutRun: string): StatixError {
  const { code, what, why, excerpt, cause } = error;
  const said = { code, what, excerpt, cause, ...(why === undefined ? {} : { why }) };
  if (code.startsWith('STATIX_ELF_')) {
    const remedy =
      'Name a program, or an archive of programs, that is whole and that you may read.';
    return new StatixError({ ...said, remedies: [remedy] });
  }
  if (!code.startsWith('STATIX_ENGINE_')) return error;
  return new StatixError({ ...said, remedies: [withoutRun, ...error.remedies] });
}

function distinct(remedies: readonly Remedy[]): Remedy[] {
  const byText = new Map(remedies.map((remedy) => [JSON.stringify(remedy), remedy]));
  return [...byText.values()];
}
