import type { StagedFile } from '../staging/staged-file.js';

const SAID = 'only the crates that this program uses are compiled here';

/**
 * Puts programs that rustc refuses at once in the place of those of the repository. Cargo compiles the
 * crates that a program uses before the program itself; an empty one that compiles would be linked too, and
 * optimising the standard library at link time takes seconds, for each project.
 *
 * @param programs repository-relative paths of their main files
 */
export function withoutPrograms(
  files: readonly StagedFile[],
  programs: readonly string[],
): StagedFile[] {
  const content = Buffer.from(`compile_error!("${SAID}");\nfn main() {}\n`);
  return files.map((file) => (programs.includes(file.path) ? { ...file, content } : file));
}

/**
 * Tells from what cargo prints whether those programs are all that was not compiled. Nothing but time
 * depends on it: code of a crate can print too.
 */
export class CompiledAllCrates {
  #refused = false;
  #failed = false;

  /** Takes a line of cargo's standard error, without colours. */
  readonly take = (line: string): void => {
    if (line === `error: ${SAID}`) this.#refused = true;
    else if (line.startsWith('error') && !isEndOfProgram(line)) this.#failed = true;
  };

  get value(): boolean {
    return this.#refused && !this.#failed;
  }
}

/** What is said besides about a package of the repository. A crate’s own error is a line before this. */
function isEndOfProgram(line: string): boolean {
  return /^error: could not compile `[^`]+` \((?:bin|example) "[^"]+"(?: test)?\) due to \d+ previous errors?$/.test(
    line,
  );
}
