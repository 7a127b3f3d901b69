import type { RemedyCase } from './remedy-case.js';

/** A remedy of a signature; of the text, the beginning will do. */
interface Named {
  readonly id: string;
  readonly remedy: string;
}

/** What is said of remedies that no case follows. */
export interface Elsewhere {
  /** Tried by a test of a file, in which these words stand. */
  readonly tried: readonly (Named & { readonly spec: string; readonly test: string })[];
  /** Not tried, and why. */
  readonly reasons: readonly (Named & { readonly why: string })[];
}

/** Of each printed remedy: whether it is tried. */
export interface RemedyCoverage {
  readonly tried: number;
  readonly reasons: readonly string[];
  /** With neither a try nor a reason. */
  readonly open: readonly string[];
  /** Entries that are of no printed remedy, or of one that has a case. */
  readonly idle: readonly string[];
}

/** Compares what is printed with the cases and with what is said of the others. */
export function remedyCoverage(
  printed: readonly { readonly id: string; readonly text: string }[],
  cases: readonly RemedyCase[],
  { tried, reasons }: Elsewhere,
): RemedyCoverage {
  const followed = cases.flatMap(({ id, remedy, then = [] }) =>
    [remedy, ...then].map((start) => ({ id, remedy: start })),
  );
  const has = (list: readonly Named[], { id, text }: { id: string; text: string }): boolean =>
    list.some((one) => one.id === id && isOf(one.remedy, text));
  const isTried = (one: { id: string; text: string }): boolean =>
    has(followed, one) || has(tried, one);
  const others = printed.filter((one) => !isTried(one));
  const words = ({ id, text }: { id: string; text: string }): string => `${id}: ${text}`;
  return {
    tried: printed.length - others.length,
    reasons: others.flatMap((one) => {
      const reason = reasons.find((entry) => has([entry], one));
      return reason === undefined ? [] : [`${words(one)}\n    ${reason.why}`];
    }),
    open: others.filter((one) => !has(reasons, one)).map(words),
    idle: [
      ...tried.filter((entry) => !printed.some((one) => has([entry], one) && !has(followed, one))),
      ...reasons.filter((entry) => !others.some((one) => has([entry], one))),
    ].map(({ id, remedy }) => `${id}: ${remedy}`),
  };
}

/** “If CC is set, remove it” becomes “Remove CC” where it is set. */
function isOf(start: string, text: string): boolean {
  return (start.startsWith('Remove ') && /^If .* remove it/.test(text)) || text.startsWith(start);
}
