/** What `cargo tree` shows of a package: by `text` two are the same. */
export interface TreePackage {
  /** As cargo writes it: `name v1.0.0 (source)`. */
  readonly text: string;
  readonly name: string;
  readonly version: string;
  /** Not for a crate of crates.io: the folder of one of the repository, the address of a git repository, …  */
  readonly place: string | undefined;
  /** Those that are on. */
  readonly features: readonly string[];
  readonly dependencies: readonly string[];
}

export interface LinkedTree {
  readonly root: TreePackage;
  /** By their texts. */
  readonly packages: ReadonlyMap<string, TreePackage>;
}

const LINE = /^(?<depth>\d{1,4})\|(?<text>.*)\|(?<features>[^|]*)\|(?: \(\*\))?$/;

/** Cargo's `ops/tree/format`: name and version, and where it is from unless that is crates.io. */
const PACKAGE = /^(?<name>\S+) v(?<version>\S+)(?: \(proc-macro\))?(?: \((?<place>.*)\))?$/;

/**
 * Reads what `cargo tree --prefix depth --format '|{p}|{f}|'` prints. A package that was shown before is shown
 * again without its dependencies, and a `(*)` behind it where it has any.
 *
 * @returns undefined for what is nothing of cargo's
 */
export function linkedTree(printed: string): LinkedTree | undefined {
  const packages = new Map<string, TreePackage & { readonly dependencies: string[] }>();
  const above: (TreePackage & { readonly dependencies: string[] })[] = [];
  for (const line of printed.split('\n')) {
    if (line === '') continue;
    const match = LINE.exec(line)?.groups;
    const found = PACKAGE.exec(match?.['text'] ?? '')?.groups;
    if (match === undefined || found === undefined) return undefined;
    const { depth = '', text = '', features = '' } = match;
    const { name = '', version = '', place } = found;
    const level = Number(depth);
    // One root; and what is below has something above it.
    if (level > above.length || (level === 0 && above.length > 0)) return undefined;
    above.length = level;
    const known = packages.get(text) ?? {
      ...{ text, name, version, place, dependencies: [] },
      features: features.split(',').filter((feature) => feature !== ''),
    };
    packages.set(text, known);
    const parent = above.at(-1);
    if (parent !== undefined && !parent.dependencies.includes(text)) parent.dependencies.push(text);
    above.push(known);
  }
  const [root] = above;
  return root === undefined ? undefined : { root, packages };
}

/**
 * What is linked into a program: the root and all that it leads to.
 *
 * @param direct what the root leads to, where that is not all of it
 */
export function reachable(
  { root, packages }: LinkedTree,
  direct: readonly string[] = root.dependencies,
): ReadonlyMap<string, TreePackage> {
  const first = { ...root, dependencies: direct };
  const reached = new Map<string, TreePackage>([[root.text, first]]);
  const waiting: TreePackage[] = [first];
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    for (const text of from.dependencies) {
      const found = packages.get(text);
      if (found === undefined || reached.has(text)) continue;
      reached.set(text, found);
      waiting.push(found);
    }
  }
  return reached;
}
