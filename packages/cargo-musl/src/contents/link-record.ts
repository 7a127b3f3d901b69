/** An archive that was given to the linker. */
export interface GivenArchive {
  /** Absolute in the container, as the linker was given it. */
  readonly path: string;
  /** Members that the linker took from it. */
  readonly taken: number;
  /** Where a link of that name leads. */
  readonly leadsTo?: string;
}

/** An object in an archive. Two of one name and size are the same: whoever bundles an archive copies it. */
export type Member = string;

/** A library of a Rust crate with native objects in it, or a native archive. */
export interface MembersOf {
  readonly path: string;
  readonly members: ReadonlySet<Member>;
}

export interface LinkRecord {
  /** In the order of the command line. */
  readonly archives: readonly GivenArchive[];
  /** Names of members that the linker took, by the file name of their archive; undefined where it is not told. */
  readonly extracted: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Libraries of crates whose build script asks for native libraries; `source` is a file of the crate. */
  readonly rlibs: readonly (MembersOf & { readonly source: string })[];
  /** Those that the build scripts ask for, where rustc finds them. */
  readonly named: readonly MembersOf[];
  /** For which processor its C and C++ was compiled, where that is not the baseline; undefined where it is not told. */
  readonly cpuOptions: readonly string[] | undefined;
}

/** OpenSSL, RocksDB and a hundred crates have some thousand members together. */
const MOST_LINES = 400_000;

/** A record of that size is of no program that was ever linked. */
export const LARGEST_RECORD = 64 * 1024 * 1024;

const STATS = 'members\textracted\tarchive';
const WHY = 'reference\textracted\tsymbol';
const GIVEN = /^\d{1,9}\t(?<taken>\d{1,9})\t(?<path>.+)$/;
/** As llvm-ar prints a member: `rw-r--r-- 0/0 1234 Jan  1 00:00 1970 name.o`. */
const LISTED =
  /^[rwxsStT-]{9}\s+\d+\/\d+\s+(?<size>\d+)\s+\w{3}\s+\d+\s+\d\d:\d\d\s+\d+\s+(?<name>.+)$/;
const TAKEN = /^[^\t]*\t(?<path>[^\t]+)\((?<member>[^()\t]+)\)\t/;

/**
 * Reads what `container/linked.sh` leaves of a program: lld's `--print-archive-stats`, its `--why-extract` if the
 * image's linker asks for it, and what llvm-ar lists of archives. It comes from where build scripts have run.
 *
 * @returns undefined for what is no such record, or not all of one
 */
export function parseLinkRecord(text: string): LinkRecord | undefined {
  const lines = text.split('\n');
  // Written by a shell that could have been ended.
  if (lines.pop() !== '' || lines.pop() !== '#end' || lines.length > MOST_LINES) return undefined;
  const archives: GivenArchive[] = [];
  const links = new Map<string, string>();
  const extracted = new Map<string, Set<string>>();
  const rlibs: (MembersOf & { members: Set<string>; source: string })[] = [];
  const named: (MembersOf & { members: Set<string> })[] = [];
  const cpuOptions: string[] = [];
  let hasWhy = false;
  let hasCpu = false;
  let members: Set<string> | undefined;
  let section = '';
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('#')) {
      const [kind = '', path = '', source = ''] = line.split('\t');
      section = kind;
      members = new Set();
      if (kind === '#rlib') rlibs.push({ path, source, members });
      else if (kind === '#archive') named.push({ path, members });
      else if (kind === '#real') links.set(path, source);
      else if (kind === '#why') hasWhy = true;
      else if (kind === '#cpu') hasCpu = true;
      else if (kind !== '#stats' || index !== 0) return undefined;
      continue;
    }
    if (section === '#stats') {
      if (line === STATS && index === 1) continue;
      const { taken, path } = GIVEN.exec(line)?.groups ?? {};
      if (taken === undefined || path === undefined) return undefined;
      archives.push({ path, taken: Number(taken) });
    } else if (section === '#why') {
      if (line === WHY) continue;
      const { path, member } = TAKEN.exec(line)?.groups ?? {};
      if (path === undefined || member === undefined) continue;
      const name = fileName(path);
      const known = extracted.get(name);
      if (known === undefined) extracted.set(name, new Set([member]));
      else known.add(member);
    } else if (section === '#cpu') {
      cpuOptions.push(line);
    } else {
      const { size, name } = LISTED.exec(line)?.groups ?? {};
      if (size === undefined || name === undefined) return undefined;
      members?.add(`${size} ${name}`);
    }
  }
  if (lines[0] !== '#stats' || lines[1] !== STATS) return undefined;
  const given = archives.map((archive) => {
    const leadsTo = links.get(archive.path);
    return leadsTo === undefined ? archive : { ...archive, leadsTo };
  });
  return {
    archives: given,
    extracted: hasWhy ? extracted : undefined,
    rlibs,
    named,
    cpuOptions: hasCpu ? cpuOptions : undefined,
  };
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The name of a member, without its size. */
export function memberName(member: Member): string {
  return member.slice(member.indexOf(' ') + 1);
}
