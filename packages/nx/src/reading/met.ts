/** A problem, and the file to name where its message names none. */
export interface Met {
  readonly file: string;
  readonly error: unknown;
}
