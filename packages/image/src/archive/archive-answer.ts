import type { ImageLock } from '@statix/contract';

type SetName = ImageLock['packages'][number]['sets'][number];

/** A file of the archive, by its path there: `debian/pool/main/z/zlib/zlib_1.3.orig.tar.xz`. */
export interface ArchiveFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** A version of a source package, or of a package that is taken as a source. */
export interface OfferedSource {
  readonly package: string;
  readonly version: string;
  readonly files: readonly ArchiveFile[];
}

/** What `container/query-archive.sh` found out. */
export interface ArchiveAnswer {
  /** By codename: `trixie`, `trixie-security`. */
  readonly releases: ReadonlyMap<string, Date>;
  /** What apt would install on a machine that has nothing, name → version. */
  readonly sets: Readonly<Record<SetName, ReadonlyMap<string, string>>>;
  readonly packages: ReadonlyMap<string, ArchiveFile & { readonly version: string }>;
  /** By name and kind: {@link offerKey}. In no order. */
  readonly offers: ReadonlyMap<string, readonly OfferedSource[]>;
  /** Of packages that were read now; those known from before are not in it. */
  readonly licenses: ReadonlyMap<string, readonly string[] | null>;
  /** The Cargo.lock in a source, by its name. */
  readonly cargoLocks: ReadonlyMap<string, string>;
}

/** What the archive could not answer: the step that failed and the end of its log. */
export interface ArchiveRefusal {
  readonly step: string;
  readonly log: readonly string[];
}

export type SourceKind = 'source' | 'binary';

export function offerKey(name: string, kind: SourceKind): string {
  return `${name} ${kind}`;
}

/**
 * Reads the script's answer: lines that begin with `@ ` head sections of the archive's own stanzas.
 *
 * @throws Error if it is cut short
 */
export function readAnswer(text: string): ArchiveAnswer | ArchiveRefusal {
  const sections = splitSections(text);
  const refusal = sections.find(({ title }) => title.startsWith('error '));
  if (refusal !== undefined) {
    const log = sections.filter(({ title }) => title.startsWith('log '));
    return {
      step: refusal.title.slice('error '.length),
      log: log.map(({ title }) => title.slice('log '.length)).slice(-20),
    };
  }
  if (sections.at(-1)?.title !== 'end') throw new Error('The answer of the archive is cut short.');

  const titled = (start: string) =>
    sections
      .filter(({ title }) => title.startsWith(start))
      .map(({ title, lines }) => ({ name: title.slice(start.length), lines }));
  const sets = new Map(titled('set ').map(({ name, lines }) => [name, new Map(lines.map(pair))]));
  const set = (name: SetName) => sets.get(name) ?? new Map<string, string>();
  return {
    releases: new Map(
      titled('release')
        .flatMap(({ lines }) => stanzas(lines))
        .map(release),
    ),
    sets: {
      essential: set('essential'),
      sources: set('sources'),
      runtime: set('runtime'),
      build: set('build'),
      tools: set('tools'),
    },
    packages: new Map(
      titled('packages')
        .flatMap(({ lines }) => stanzas(lines))
        .map(packageEntry),
    ),
    offers: new Map(
      titled('source ').map(({ name, lines }) => [name, stanzas(lines).map(offeredSource)]),
    ),
    cargoLocks: new Map(
      titled('cargo-lock ').map(({ name, lines }) => [name, `${lines.join('\n')}\n`]),
    ),
    licenses: new Map(
      titled('licenses ').map(({ name, lines }) => [name, lines.length === 0 ? null : lines]),
    ),
  };
}

export function isRefusal(answer: ArchiveAnswer | ArchiveRefusal): answer is ArchiveRefusal {
  return 'step' in answer;
}

interface Section {
  readonly title: string;
  readonly lines: string[];
}

function splitSections(text: string): Section[] {
  const sections: Section[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('@ ')) sections.push({ title: line.slice(2), lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  // The blank lines that end a section belong to none of its entries.
  for (const { lines } of sections) while (lines.at(-1) === '') lines.pop();
  return sections;
}

type Stanza = ReadonlyMap<string, string>;

/** Paragraphs of deb822(5): fields with continuation lines, separated by blank lines. */
function stanzas(lines: readonly string[]): Stanza[] {
  const found: Map<string, string>[] = [];
  let current: Map<string, string> | undefined;
  let field = '';
  for (const line of lines) {
    if (line.trim() === '') {
      current = undefined;
      continue;
    }
    if (current === undefined) found.push((current = new Map<string, string>()));
    const [, name, value] = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) current.set(field, `${current.get(field) ?? ''}\n${line.trim()}`);
    else current.set((field = name), value ?? '');
  }
  return found;
}

function required(stanza: Stanza, field: string): string {
  const value = stanza.get(field);
  if (value === undefined || value === '') {
    throw new Error(`The archive's index has an entry without ${field}: ${[...stanza].join(' ')}`);
  }
  return value;
}

function release(stanza: Stanza): [string, Date] {
  return [required(stanza, 'Codename'), new Date(required(stanza, 'Date'))];
}

function packageEntry(stanza: Stanza): [string, ArchiveFile & { version: string }] {
  return [
    required(stanza, 'Package'),
    { version: required(stanza, 'Version'), ...packageFile(stanza) },
  ];
}

function packageFile(stanza: Stanza): ArchiveFile {
  return {
    path: archivePath(required(stanza, 'Filename')),
    size: Number(required(stanza, 'Size')),
    sha256: required(stanza, 'SHA256'),
  };
}

/** Of an entry of Packages, or of Sources. */
function offeredSource(stanza: Stanza): OfferedSource {
  const version = required(stanza, 'Version');
  if (stanza.has('Filename')) {
    // "Source: name (version)"; absent if it has the package's own name.
    const source = (stanza.get('Source') ?? required(stanza, 'Package')).split(' ')[0];
    return { package: source ?? '', version, files: [packageFile(stanza)] };
  }
  const directory = required(stanza, 'Directory');
  const files = required(stanza, 'Checksums-Sha256')
    .trim()
    .split('\n')
    .map((line) => {
      const [sha256 = '', size = '', name = ''] = line.split(/\s+/);
      return { path: archivePath(`${directory}/${name}`), size: Number(size), sha256 };
    });
  return {
    package: required(stanza, 'Package'),
    version,
    files: files.filter(isUnpacked).sort(originalFirst),
  };
}

/**
 * The upstream archive and Debian's changes. Signatures and the .dsc are not needed, as the archive's
 * signed index has the checksums; further upstream archives are of parts that nothing here uses.
 */
function isUnpacked({ path }: ArchiveFile): boolean {
  return /(\.(orig|debian)\.tar\.[a-z0-9]+|\.diff\.gz)$/.test(path);
}

/** Debian's changes are applied to what was unpacked before them. */
function originalFirst(left: ArchiveFile, right: ArchiveFile): number {
  return Number(right.path.includes('.orig.tar.')) - Number(left.path.includes('.orig.tar.'));
}

/** security.debian.org has its pool under pool/updates, ftp.debian.org has no such folder. */
function archivePath(path: string): string {
  return `${path.startsWith('pool/updates/') ? 'debian-security' : 'debian'}/${path}`;
}

function pair(line: string): [string, string] {
  const [name = '', version = ''] = line.split('=');
  return [name, version];
}
