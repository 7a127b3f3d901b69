import { join, relative } from 'node:path/posix';
import type { LockedPackage } from '@statix/cargo';
import {
  StatixError,
  type Contents,
  type ImageContract,
  type LinkedLibrary,
} from '@statix/contract';
import { isOfText, readableText, type LicenceText } from './licence-texts.js';
import type { LinkRecord } from './link-record.js';
import { linkedCrates, type SourcedCrate } from './linked-crates.js';
import { linkedLibraries } from './linked-libraries.js';
import { linkedTree, reachable, type LinkedTree } from './linked-tree.js';
import { MOST_CHARACTERS, renderNotices, titleOf, type NoticedPart } from './render-notices.js';
import { resolvedPackages, type ResolvedPackage } from './resolved-packages.js';

/** What the contents job has written. */
export interface ResolvedFiles {
  readonly metadata: string;
  /** Of `cargo tree`. */
  readonly linked: string;
  /** As `linked`, with dev-dependencies; undefined where no example is built. */
  readonly linkedWithDev: string | undefined;
  /** Texts and headers by their absolute paths in the container. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export interface DescribedProgram {
  readonly binary: Contents['binary'];
  /** Whether it is an example, which has the package's dev-dependencies. */
  readonly isExample: boolean;
  readonly record: LinkRecord | undefined;
}

export interface ContentsOf {
  readonly contents: Contents;
  /** Text of the program's notices. */
  readonly notices: string;
}

/** Describes the programs of a build. Nothing in it depends on the machine. */
export class ProgramContents {
  readonly #resolved: readonly ResolvedPackage[];
  readonly #bins: LinkedTree;
  readonly #examples: LinkedTree;
  readonly #texts = new Map<string, string>();

  /** @throws StatixError STATIX_CONTENTS_UNKNOWN for what is nothing of cargo's */
  constructor(
    private readonly files: ResolvedFiles,
    private readonly locked: readonly LockedPackage[],
    private readonly contract: ImageContract,
    private readonly allocator: 'musl' | 'mimalloc',
  ) {
    const { metadata, linked, linkedWithDev } = files;
    const bins = linkedTree(linked);
    const examples = linkedWithDev === undefined ? bins : linkedTree(linkedWithDev);
    const resolved = resolvedPackages(metadata);
    if (bins === undefined || examples === undefined || resolved === undefined) throw unreadable();
    this.#bins = bins;
    this.#examples = examples;
    this.#resolved = resolved;
  }

  /** @throws StatixError STATIX_CONTENTS_UNKNOWN, STATIX_NOTICES_TOO_LARGE */
  of({ binary, isExample, record }: DescribedProgram): ContentsOf {
    // Features are those of all that is built: an example's dev-dependencies may ask for more.
    const tree = this.#examples;
    const direct = isExample ? undefined : this.#bins.root.dependencies;
    const linked = reachable(tree, direct);
    const crates = linkedCrates(tree.root.text, linked, this.#resolved, this.locked);
    const { contract, allocator } = this;
    const found = linkedLibraries({
      ...{ contract, crates, allocator, record, resolved: this.#resolved },
      textOf: (path) => this.files.files.get(path)?.toString('utf8'),
    });
    const contents: Contents = {
      schemaVersion: 1,
      kind: 'statix.contents',
      binary,
      crates: crates.map(({ crate }) => crate),
      linked: found.linked,
      libraries: [...found.libraries],
    };
    const parts = [
      ...crates.map((one) => this.#partOfCrate(one)),
      ...found.libraries.map((library) => this.#partOfLibrary(library, crates)),
      ...found.sources.map((one) => ({
        ...{ title: `${one.name} ${one.version}`, license: one.license },
        from: 'sources of a library above',
        texts: this.#textsIn(one),
      })),
    ];
    const notices = renderNotices(binary.name, parts, found.linked === 'recorded');
    if (notices.length > MOST_CHARACTERS) throw tooLarge(binary.name);
    return { contents, notices };
  }

  #partOfCrate({ crate, resolved }: SourcedCrate): NoticedPart {
    return {
      ...{ title: titleOf(crate), license: crate.license },
      from: crate.source === null ? 'this repository' : crate.source,
      texts: this.#textsIn(resolved),
    };
  }

  #partOfLibrary(library: LinkedLibrary, crates: readonly SourcedCrate[]): NoticedPart {
    const { license, origin } = library;
    const title = titleOf(library);
    if (origin.by === 'crate') {
      const owner = this.#resolved.find(
        ({ name, version }) => name === origin.crate && version === origin.crateVersion,
      );
      const from = `native code of ${origin.crate} ${origin.crateVersion}`;
      // Among its texts are those of what it brings along.
      if (crates.some(({ resolved }) => resolved === owner)) return { title, license, from };
      return { title, license, from, texts: owner === undefined ? [] : this.#textsIn(owner) };
    }
    const component = this.contract.components.find(({ name }) => name === origin.component);
    const from = `image: ${origin.sourcePackage} ${origin.sourceVersion}`;
    return {
      title,
      license,
      from,
      texts: component === undefined ? [] : this.#textsOfImage(component.notices),
    };
  }

  /** Texts in a package's folder that are in no other package of the graph, and the file that its manifest names. */
  #textsIn(owner: ResolvedPackage): LicenceText[] {
    const inner = this.#resolved.filter(
      ({ folder }) => folder !== owner.folder && folder.startsWith(`${owner.folder}/`),
    );
    const named = owner.licenseFile === null ? undefined : join(owner.folder, owner.licenseFile);
    return [...this.files.files.keys()]
      .filter((path) => {
        if (path === named) return true;
        const isOwn = path.startsWith(`${owner.folder}/`);
        return isOwn && isNamed(path) && !inner.some(({ folder }) => path.startsWith(`${folder}/`));
      })
      .sort()
      .flatMap((path) => this.#textAt(path, relative(owner.folder, path)));
  }

  /** Debian's copyright files name the texts that every Debian system has instead of repeating them. */
  #textsOfImage(path: string): LicenceText[] {
    const own = this.#textAt(path, path);
    const named = own.flatMap(({ text }) => text.match(COMMON) ?? []);
    return [
      ...own,
      ...[...new Set(named)].sort().flatMap((common) => this.#textAt(common, common)),
    ];
  }

  #textAt(path: string, shown: string): LicenceText[] {
    const content = this.files.files.get(path);
    if (content === undefined || !isOfText(path, content)) return [];
    const text = this.#texts.get(path) ?? readableText(content);
    this.#texts.set(path, text);
    return text === '' ? [] : [{ path: shown, text }];
  }
}

const COMMON = /\/usr\/share\/common-licenses\/[A-Za-z0-9.+-]*[A-Za-z0-9]/g;

/** As `container/contents.sh` looks for them: the archive has headers as well. */
function isNamed(path: string): boolean {
  return /(?:^|\/)(?:(?:licen[cs]e|copying|notice|copyright|unlicense)[^/]*|LICENSES\/[^/]+)$/i.test(
    path,
  );
}

function unreadable(): StatixError {
  return new StatixError({
    code: 'STATIX_CONTENTS_UNKNOWN',
    what: 'What cargo tells of the program’s crates is not as expected',
    why: 'The image has another cargo than those that are known here (1.85 and later).',
    remedies: ['Use an image of the recipe that comes with this version of Statix.'],
  });
}

function tooLarge(name: string): StatixError {
  return new StatixError({
    code: 'STATIX_NOTICES_TOO_LARGE',
    what: `The licence texts of ${name} have more than ${MOST_CHARACTERS} characters together`,
    remedies: ['Look for a crate with files named LICENSE* or NOTICE* that are none.'],
  });
}
