import { isStatixError, type StatixError } from '@statix/contract';

/** The StatixError that some work ends with; any other end is a failure of the test. */
export async function statixErrorOf(work: Promise<unknown>): Promise<StatixError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (isStatixError(error)) return error;
  throw new Error(`no StatixError: ${String(error)}`);
}
