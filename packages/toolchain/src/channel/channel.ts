/** A Rust channel as rust-toolchain files name it. */
export interface Channel {
  /** As it is written: `1.85`, `stable`, `nightly-2026-05-20`. */
  readonly text: string;
  readonly kind: 'version' | 'stable' | 'beta' | 'nightly';
  /** Of a version: `[1, 85]` or `[1, 85, 0]`. */
  readonly numbers: readonly number[];
  /** `2026-05-20`; with a date it is one release, and without it whichever is newest. */
  readonly date: string | undefined;
}

/**
 * rustup book, "Toolchain specification": `<channel>[-<date>]`, where a channel is `stable`, `beta`,
 * `nightly`, or a version with an optional prerelease (`1.97.0-beta.3`). It ends in names of files and
 * of Nx configurations.
 */
const form =
  /^(?:(?<name>stable|beta|nightly)|(?<version>\d{1,3}\.\d{1,4}(?:\.\d{1,4})?)(?<prerelease>-beta(?:\.\d{1,3})?)?)(?:-(?<date>\d{4}-\d{2}-\d{2}))?$/;

/** @returns undefined for what is none: a custom toolchain, or one with a host such as `stable-x86_64-…` */
export function parseChannel(text: string): Channel | undefined {
  const { name, version, prerelease, date } = form.exec(text)?.groups ?? {};
  if (name === 'stable' || name === 'beta' || name === 'nightly') {
    return { text, kind: name, numbers: [], date };
  }
  if (version === undefined) return undefined;
  return {
    text,
    kind: prerelease === undefined ? 'version' : 'beta',
    numbers: version.split('.').map(Number),
    date,
  };
}

/** Whether a text is one, for a guard. */
export function isChannel(text: string): boolean {
  return form.test(text);
}
