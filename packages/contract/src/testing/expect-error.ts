import { isStatixError, type StatixError } from '../index.js';

/** The StatixError that a promise rejects with. */
export async function statixErrorOf(promise: Promise<unknown>): Promise<StatixError> {
  const error = await errorOf(promise);
  if (isStatixError(error)) return error;
  throw new Error(`expected a StatixError, got ${String(error)}`, { cause: error });
}

/** Whatever a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
}
