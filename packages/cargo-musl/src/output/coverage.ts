import { neutralise } from '@statix/contract';

/** Of one source file. */
export interface FileCoverage {
  /** Repository-relative. */
  readonly file: string;
  /** Lines with code that can run. */
  readonly lines: number;
  /** Those of them that have run. */
  readonly hit: number;
}

export interface Coverage {
  readonly files: readonly FileCoverage[];
  /** In lcov's format (geninfo(1), "TRACEFILE FORMAT"). */
  readonly lcov: string;
}

/**
 * What is kept of a record: lines, functions and branches as LLVM writes them. All else in the file is of
 * no use to services, and was made where code of crates runs.
 */
const FIELD =
  /^(?:DA:\d+,\d+|FN:\d+,[\w$.]+|FNDA:\d+,[\w$.]+|BRDA:\d+,\d+,\d+,(?:-|\d+)|(?:FNF|FNH|BRF|BRH|LF|LH):\d+)$/;

/**
 * The coverage of the repository's own files from that of a container. What is left out: crates of
 * registries, the standard library, and code that a build script has written.
 *
 * @param text lcov's format, as `llvm-cov export` writes it
 * @param remapped folder that the compiler calls the repository's root: `/source`
 * @param vendored repository-relative folders with crates of registries
 */
export function readCoverage(
  text: string,
  remapped: string,
  vendored: readonly string[] = [],
): Coverage {
  const files: FileCoverage[] = [];
  const records: string[] = [];
  let file: string | undefined;
  let fields: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('SF:')) {
      file = ownFile(line.slice('SF:'.length), remapped, vendored);
      fields = [];
    } else if (line === 'end_of_record') {
      if (file !== undefined) {
        files.push({ file, ...lineCounts(fields) });
        records.push(`SF:${file}`, ...fields, line);
      }
      file = undefined;
    } else if (file !== undefined && FIELD.test(line)) {
      fields.push(line);
    }
  }
  return { files, lcov: records.map((line) => `${line}\n`).join('') };
}

/** Undefined for one that is not of the repository. */
function ownFile(path: string, remapped: string, vendored: readonly string[]): string | undefined {
  const inside = path.startsWith(`${remapped}/`) ? path.slice(remapped.length + 1) : undefined;
  if (inside === undefined || /[\u0000-\u001f\u007f]/.test(inside)) return undefined;
  if (vendored.some((root) => inside.startsWith(`${root}/`))) return undefined;
  return inside.split('/').some((part) => part === '' || part === '..' || part === '.')
    ? undefined
    : inside;
}

function lineCounts(fields: readonly string[]): Pick<FileCoverage, 'lines' | 'hit'> {
  const counted = fields.filter((field) => field.startsWith('DA:'));
  return { lines: counted.length, hit: counted.filter((field) => !field.endsWith(',0')).length };
}

/** A terminal shows so many files; all of them are in the lcov file. */
const MOST_FILES = 40;

/**
 * For a person: the whole, then each file, those with the most lines that have not run first.
 *
 * @param place repository-relative, of the lcov file
 */
export function renderCoverage({ files }: Coverage, place: string): string {
  const sum = (of: (file: FileCoverage) => number): number =>
    files.reduce((total, file) => total + of(file), 0);
  const all = { lines: sum(({ lines }) => lines), hit: sum(({ hit }) => hit) };
  const listed = [...files].sort(
    (left, right) =>
      right.lines - right.hit - (left.lines - left.hit) || (left.file < right.file ? -1 : 1),
  );
  const more = listed.length - MOST_FILES;
  return [
    `Coverage: ${share(all)} of the lines that can run (${all.hit} of ${all.lines})  ${place}`,
    ...listed
      .slice(0, MOST_FILES)
      .map(
        (file) =>
          `  ${share(file).padStart(7)}  ${neutralise(file.file)}  ${file.hit}/${file.lines}`,
      ),
    ...(more > 0 ? [`  and ${more} more files`] : []),
  ].join('\n');
}

/** Rounded down: 100 % is said of what has run to the last line only. */
function share({ lines, hit }: Pick<FileCoverage, 'lines' | 'hit'>): string {
  return lines === 0 ? 'none' : `${(Math.floor((hit * 1000) / lines) / 10).toFixed(1)} %`;
}
