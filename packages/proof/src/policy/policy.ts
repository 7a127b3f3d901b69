import type { Check, VerifyReport } from '@statix/contract';
import type { StaticCheckId } from '@statix/elf/check-ids';
import { ISOLATION_CHECK_ID, MANIFEST_CHECK_ID, type RunCheckId } from '../checks/check-ids.js';

/** Which checks a program has to pass, as the report says it. */
export type Policy = VerifyReport['policy'];

type Override = Policy['overrides'][number];

/** Of options, in the order of check ids: the report is the same however they were written. */
export function policyOf({
  policy,
  overrides,
}: {
  readonly policy: Policy['name'];
  readonly overrides: Readonly<Partial<Record<string, Omit<Override, 'check'>>>>;
}): Policy {
  return {
    name: policy,
    overrides: Object.entries(overrides)
      .flatMap(([check, value]) => (value === undefined ? [] : [{ check, ...value }]))
      .sort((left, right) => (left.check < right.check ? -1 : 1)),
  };
}

/** No file shows these, however it was built: that they are not provable is no reason to refuse one. */
const NEVER_PROVABLE: readonly (StaticCheckId | RunCheckId)[] = [
  'relro',
  'stack-canary',
  'fortify-source',
  'stack-clash',
  'control-flow-protection',
  'carried-code',
];

/**
 * Without these, strict knows too little: where the program comes from, that it ran, and that it was the program
 * and no carrier of another one that ran.
 */
const ASKED_FOR: readonly string[] = [
  MANIFEST_CHECK_ID,
  'starts-from-scratch' satisfies RunCheckId,
  'expected-output' satisfies RunCheckId,
];

/** Strict is about programs that were built in isolation and are what was built: no reason replaces that. */
const NOT_FORGIVEN: readonly string[] = [MANIFEST_CHECK_ID, ISOLATION_CHECK_ID];

/**
 * What a policy makes of checks: an override of the check first, else what the policy says. The summary stays what
 * was found; what was made of it, and why, is the last line of evidence.
 *
 * @param asks whether what strict asks for has to be among these checks: not where another one has failed, for which
 *   they were left out, or where another run has shown it
 */
export function applyPolicy(checks: readonly Check[], policy: Policy, asks = true): Check[] {
  const judged = checks.map((check) => judge(check, policy));
  if (!asks || judged.some(({ status }) => status === 'fail')) return judged;
  return judged.map((check) =>
    isAskedFor(check, policy) ? changed(check, 'fail', byPolicy(check, policy)) : check,
  );
}

function judge(check: Check, policy: Policy): Check {
  const override = overrideOf(check, policy);
  if (override !== undefined) return overridden(check, override);
  return policy.name === 'strict' && isLacking(check)
    ? changed(check, 'fail', byPolicy(check, policy))
    : check;
}

function overrideOf({ id }: Check, { name, overrides }: Policy): Override | undefined {
  const isFixed = name === 'strict' && NOT_FORGIVEN.includes(id);
  return isFixed ? undefined : overrides.find(({ check }) => check === id);
}

function overridden(check: Check, { status, reason }: Override): Check {
  const because = `by an override: ${reason}`;
  if (status === 'fail') {
    return isLacking(check) || check.status === 'not-provable'
      ? changed(check, 'fail', `${WORDS[check.status]}, made a failure ${because}`)
      : check;
  }
  if (status === 'warn') {
    return check.status === 'fail'
      ? changed(check, 'warn', `a failure, made a warning ${because}`)
      : check;
  }
  return check.status === 'fail' || check.status === 'warn'
    ? changed(check, 'not-applicable', `${WORDS[check.status]}, ignored ${because}`)
    : check;
}

/** What is no failure, and less than a program can be proven to have. */
function isLacking({ id, status }: Check): boolean {
  if (status === 'warn') return true;
  return status === 'not-provable' && !NEVER_PROVABLE.some((known) => known === id);
}

function isAskedFor(check: Check, policy: Policy): boolean {
  if (check.status !== 'not-applicable' || !ASKED_FOR.includes(check.id)) return false;
  const override = overrideOf(check, policy);
  return override === undefined ? policy.name === 'strict' : override.status === 'fail';
}

function byPolicy(check: Check, policy: Policy): string {
  const override = overrideOf(check, policy);
  const who =
    override === undefined ? `the policy ${policy.name}` : `an override: ${override.reason}`;
  return `${WORDS[check.status]}, made a failure by ${who}`;
}

const WORDS: Readonly<Record<Check['status'], string>> = {
  pass: 'a pass',
  fail: 'a failure',
  warn: 'a warning',
  'not-applicable': 'not looked at',
  'not-provable': 'not provable',
};

function changed(check: Check, status: Check['status'], why: string): Check {
  return { ...check, status, evidence: [...check.evidence, why] };
}
