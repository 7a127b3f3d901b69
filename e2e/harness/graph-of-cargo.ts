import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { basename, dirname, relative } from 'node:path';

/** A Cargo workspace as its graph is compared: everything by folder, sorted. */
export interface WorkspaceGraph {
  /** `folder name` */
  readonly packages: readonly string[];
  /** `folder program` */
  readonly programs: readonly string[];
  /** `folder -> folder`, of packages of the repository, itself or through crates from elsewhere */
  readonly edges: readonly string[];
}

interface Metadata {
  readonly packages: readonly {
    readonly id: string;
    readonly name: string;
    readonly source: string | null;
    readonly manifest_path: string;
    readonly targets: readonly { readonly name: string; readonly kind: readonly string[] }[];
    readonly dependencies: readonly { readonly path?: string }[];
  }[];
  readonly resolve: {
    readonly nodes: readonly { readonly id: string; readonly dependencies: readonly string[] }[];
  };
}

/**
 * What full `cargo metadata` says, for all features and targets: declared path dependencies, and what
 * packages of the repository lead to through crates from elsewhere. Writes Cargo.lock where there is none.
 *
 * @param root absolute, without symbolic links
 * @throws Error with what cargo says where it refuses the workspace
 */
export function graphOfCargo(root: string): WorkspaceGraph {
  const { packages, resolve } = metadata(root);
  const folderOf = (manifest: string): string => relative(root, dirname(manifest));
  const local = packages.filter(({ source }) => source === null);
  const folders = new Map(local.map(({ id, manifest_path: path }) => [id, folderOf(path)]));
  const dependencies = new Map(resolve.nodes.map((node) => [node.id, node.dependencies]));
  const edges = new Set<string>();
  for (const { id, manifest_path: manifest, dependencies: declared } of local) {
    const from = folderOf(manifest);
    const found = declared.flatMap(({ path }) =>
      path === undefined ? [] : [relative(root, path)],
    );
    const waiting = [...(dependencies.get(id) ?? [])];
    const seen = new Set<string>();
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const to = folders.get(next);
      if (to === undefined) waiting.push(...(dependencies.get(next) ?? []));
      else found.push(to);
    }
    for (const to of found) if (to !== from) edges.add(`${from} -> ${to}`);
  }
  return {
    packages: local.map(({ id, name }) => `${folders.get(id) ?? ''} ${name}`).sort(),
    programs: local
      .flatMap(({ id, targets }) =>
        targets
          .filter(({ kind }) => kind.includes('bin'))
          .map(({ name }) => `${folders.get(id) ?? ''} ${name}`),
      )
      .sort(),
    edges: [...edges].sort(),
  };
}

function metadata(root: string): Metadata {
  const { status, stdout, stderr } = spawnSync(
    'cargo',
    ['metadata', '--format-version', '1', '--all-features'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 512 * 1024 * 1024,
      // Named, so that rustup does not act on the workspace's own toolchain file.
      env: { ...process.env, RUSTUP_TOOLCHAIN: toolchain(), CARGO_TERM_COLOR: 'never' },
    },
  );
  if (status !== 0) throw new Error(`cargo metadata: ${stderr}`);
  return JSON.parse(stdout) as Metadata;
}

/** As `cargo --version` says it. */
export function cargoVersion(): string {
  const env = { ...process.env, RUSTUP_TOOLCHAIN: toolchain() };
  return spawnSync('cargo', ['--version'], { encoding: 'utf8', env }).stdout.trim();
}

function toolchain(): string {
  const { stdout } = spawnSync('rustc', ['--print', 'sysroot'], {
    cwd: tmpdir(),
    encoding: 'utf8',
  });
  return basename(stdout.trim());
}
