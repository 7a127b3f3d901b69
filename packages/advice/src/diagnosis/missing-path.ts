/** A path that a line says is not there. */
export interface MissingPath {
  readonly path: string;
  /** What it is relative to, when it is relative. */
  readonly from: 'compiler' | 'package' | 'including-file';
  /** The file that includes it. */
  readonly includedBy?: string;
}

/**
 * Finds the path in a line that complains about a missing file or directory, in the words of rustc,
 * C compilers, Rust's and other languages' I/O errors, and macros that embed directories. Every pattern
 * names the path in group 1.
 */
export function missingPath(text: string): MissingPath | undefined {
  const compiler =
    /couldn't read [`'"]?([^`'":]{1,500})[`'"]?: (?:No such file|[^\n]{0,80}\(os error 2\))/.exec(
      text,
    );
  if (compiler?.[1] !== undefined) return { path: compiler[1], from: 'compiler' };

  const header =
    /([\w./-]{1,200}):\d{1,7}:(?:\d{1,7}:)? fatal error: '?(\.{0,2}\/[^\s':]{1,400})(?:'? file not found|: No such file)/.exec(
      text,
    );
  if (header?.[1] !== undefined && header[2] !== undefined) {
    return { path: header[2], from: 'including-file', includedBy: header[1] };
  }
  for (const pattern of inPackage) {
    const path = pattern.exec(text)?.[1];
    if (path !== undefined) return { path, from: 'package' };
  }
  return undefined;
}

/** A path that leaves the directory it is used in, or is in the mounted repository. */
const pathSource = String.raw`((?:\/workspace\/|(?:[\w.-]{1,60}\/){0,12}\.\.\/)[^\s'"\`:,;()]{1,400})`;

const inPackage = [
  String.raw`${pathSource}['"\`]?: (?:No such file or directory|not found|does not exist)`,
  String.raw`(?:[Nn]o such file or directory|does not exist|[Nn]ot found|[Cc](?:ould not|annot|an't) (?:open|read|find|locate|load)[ \w]{0,30}):? ['"\`]?${pathSource}`,
  String.raw`${pathSource}['"\`]? (?:does not exist|is not a directory|not found|could not be found|was not found)`,
  String.raw`canonicalizing [ \w]{1,40} ${pathSource}`,
].map((source) => new RegExp(source));

/** An I/O error that a build script did not say the path of: its own place in the source. */
export function unnamedMissingFile(text: string): boolean {
  return /Os \{ code: 2, kind: NotFound, message: "No such file or directory" \}/.test(text);
}

/** `crates/app/build.rs:3:10` of a line that says where a thread panicked; none for crates of a registry. */
export function panicPlace(text: string): string | undefined {
  return /panicked at (?:\/workspace\/)?([^\/\s:][^\s:]{0,300}\.rs:\d{1,7}(?::\d{1,7})?)/.exec(
    text,
  )?.[1];
}
