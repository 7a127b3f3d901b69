/** A Cargo package as far as its name in the project graph depends on it. */
export interface NamedPackage {
  /** Repository-relative folder, '' for the root. */
  readonly root: string;
  /** The package's own name. */
  readonly name: string;
  /** Whether it belongs to the Cargo workspace at the repository's root. */
  readonly inRootWorkspace: boolean;
  /** What project.json, package.json or the package's settings call it. */
  readonly given: string | undefined;
}

export interface ProjectNames {
  /** Nx project names by folder. */
  readonly names: ReadonlyMap<string, string>;
  /** A sentence for each package that could not have its own name. */
  readonly notices: readonly string[];
}

/**
 * Nx project names of Cargo packages: the name they were given, else the package's. Of several
 * packages with one name (in different Cargo workspaces) the one of the repository's root workspace
 * has it, so that a fixture or an example that is added elsewhere renames nothing. Each of the others,
 * and one whose name another project has, is called by its name and its folder: which of them comes
 * first must not matter.
 *
 * @param taken names of the projects that are no Cargo packages
 */
export function projectNames(
  packages: readonly NamedPackage[],
  taken: ReadonlySet<string> = new Set(),
): ProjectNames {
  const names = new Map<string, string>();
  const used = new Set(taken);
  for (const { root, given } of packages) {
    if (given === undefined) continue;
    names.set(root, given);
    used.add(given);
  }
  const byName = new Map<string, NamedPackage[]>();
  for (const named of packages) {
    if (named.given === undefined)
      byName.set(named.name, [...(byName.get(named.name) ?? []), named]);
  }
  const clashing: NamedPackage[] = [];
  for (const [name, sharing] of byName) {
    const owner = used.has(name) ? undefined : ownerOf(sharing);
    if (owner !== undefined) names.set(owner.root, name);
    clashing.push(...sharing.filter((named) => named !== owner));
  }
  for (const name of names.values()) used.add(name);
  const notices = clashing.map(({ root, name }) => {
    const qualified = freeName(`${name}-${root.replaceAll('/', '-') || 'root'}`, used);
    used.add(qualified);
    names.set(root, qualified);
    const place = root === '' ? 'the root' : root;
    return `the package ${name} in ${place} is the project ${qualified}: another project is called ${name}. Set \`name\` in its [package.metadata.statix] to call it something else.`;
  });
  return { names, notices };
}

/** Names are unique within a Cargo workspace. */
function ownerOf(sharing: readonly NamedPackage[]): NamedPackage | undefined {
  return sharing.length === 1 ? sharing[0] : sharing.find((named) => named.inRootWorkspace);
}

function freeName(wanted: string, used: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; used.has(name); number += 1) name = `${wanted}-${number}`;
  return name;
}
