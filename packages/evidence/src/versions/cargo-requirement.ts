import { compare, parse, type SemVer } from 'semver';

/** A range of versions; a bound that is left out is open. */
export interface VersionInterval {
  readonly from?: { readonly version: SemVer; readonly included: boolean };
  readonly to?: { readonly version: SemVer; readonly included: boolean };
}

/** A longer one is no requirement of an advisory: the longest of RustSec's has 40 characters. */
const MOST_CHARACTERS = 200;

const COMPARATOR =
  /^(=|>=|>|<=|<|\^|~)?\s*(\d{1,15}|[*xX])(?:\.(\d{1,15}|[*xX]))?(?:\.(\d{1,15}|[*xX]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * Reads a version requirement as Cargo writes it (`^1.2, <1.5`): parts are joined by commas and all have to
 * hold, and a part without an operator is a caret (The Cargo Book, "Specifying Dependencies"). npm's rules
 * are others: there `1.2` is one minor version.
 *
 * Versions are ordered by SemVer's precedence. What a requirement of Cargo never takes, a pre-release of the
 * version that a part ends before, is not taken here either: `<2.0.0` and `^1.0` end before `2.0.0-0`.
 *
 * @returns undefined for text that is none
 */
export function parseCargoRequirement(text: string): VersionInterval[] | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const parts = text.split(',').map((part) => part.trim());
  const intervals = parts.map(intervalOf);
  return intervals.every((interval) => interval !== undefined) ? intervals : undefined;
}

/** Whether a version fulfils a requirement that {@link parseCargoRequirement} has read. */
export function satisfies(version: SemVer, requirement: readonly VersionInterval[]): boolean {
  return requirement.every(({ from, to }) => {
    if (from !== undefined) {
      const order = compare(version, from.version);
      if (order < 0 || (order === 0 && !from.included)) return false;
    }
    if (to === undefined) return true;
    const order = compare(version, to.version);
    return order < 0 || (order === 0 && to.included);
  });
}

function intervalOf(part: string): VersionInterval | undefined {
  const found = COMPARATOR.exec(part);
  if (found === null) return undefined;
  const [, operator, major, minor, patch, pre] = found;
  const given = [major, minor, patch].filter((one) => one !== undefined);
  const known = given.findIndex((one) => /[*xX]/.test(one));
  const digits = (known < 0 ? given : given.slice(0, known)).map(Number);
  // `1.*.3` and `1.2-alpha` are refused by Cargo as well.
  if (known >= 0 && given.slice(known).some((one) => /\d/.test(one))) return undefined;
  if (pre !== undefined && digits.length < 3) return undefined;
  return intervalFor(known >= 0 && operator === undefined ? '~' : (operator ?? '^'), digits, pre);
}

function intervalFor(
  operator: string,
  digits: readonly number[],
  pre: string | undefined,
): VersionInterval | undefined {
  const [major, minor = 0, patch = 0] = digits;
  // `*`
  if (major === undefined) return operator === '~' || operator === '=' ? {} : undefined;
  const lowest = version([major, minor, patch], pre);
  const [next, beforeNext] = [undefined, '0'].map((first) => version(increased(digits), first));
  if (lowest === undefined || next === undefined || beforeNext === undefined) return undefined;
  const partial = digits.length < 3;
  const from = { version: lowest, included: true };
  switch (operator) {
    case '>':
      return { from: partial ? { version: next, included: true } : { ...from, included: false } };
    case '>=':
      return { from };
    case '<': {
      const end = pre === undefined ? version([major, minor, patch], '0') : lowest;
      return end === undefined ? undefined : { to: { version: end, included: false } };
    }
    case '<=':
      return {
        to: partial
          ? { version: beforeNext, included: false }
          : { version: lowest, included: true },
      };
    case '=':
      return {
        from,
        to: partial
          ? { version: beforeNext, included: false }
          : { version: lowest, included: true },
      };
    case '~': {
      const to = version(increased(digits.slice(0, 2)), '0');
      return to === undefined ? undefined : { from, to: { version: to, included: false } };
    }
    default: {
      const to = version(increased(significant(digits)), '0');
      return to === undefined ? undefined : { from, to: { version: to, included: false } };
    }
  }
}

/** The numbers up to the first that is not 0: those that a caret keeps. */
function significant(digits: readonly number[]): readonly number[] {
  const first = digits.findIndex((digit) => digit !== 0);
  return first < 0 ? digits : digits.slice(0, first + 1);
}

function increased(digits: readonly number[]): readonly number[] {
  return digits.map((digit, index) => (index === digits.length - 1 ? digit + 1 : digit));
}

function version(digits: readonly number[], pre: string | undefined): SemVer | undefined {
  const [major = 0, minor = 0, patch = 0] = digits;
  return parse(`${major}.${minor}.${patch}${pre === undefined ? '' : `-${pre}`}`) ?? undefined;
}
