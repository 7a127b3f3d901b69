import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  affectedCrates,
  cfgIf,
  gitCrate,
  itoa,
  libc,
  log,
  memchr,
  programs,
  type Tree,
} from './harness/affected-crates';
import { CargoOracle } from './harness/cargo-oracle';
import { GitRepository } from './harness/git-repository';
import { sharedRegistry } from './harness/registry';
import { scratchRoot } from './harness/repository';
import { TaskHasher } from './harness/task-hashes';
import { Workspace } from './harness/workspace';
import { nxVersions, partOf } from './harness/part';

jest.setTimeout(20 * 60 * 1000);

interface Row {
  readonly edit: string;
  readonly change: (tree: Tree) => void;
  /** Whose build-static task misses. */
  readonly rebuilt: readonly string[];
  /** What `nx affected` lists; as rebuilt where it is left out. */
  readonly affected?: readonly string[];
  /** What Nx 23 lists, where it is something else than Nx 24 does. */
  readonly affectedOnNx23?: readonly string[];
  /** What cargo makes anew in the whole workspace; as rebuilt where it is left out. */
  readonly cargo?: readonly string[];
  /** Why more is rebuilt than by cargo. */
  readonly reason?: string;
  /** Also run for real, on an engine. */
  readonly real?: boolean;
}

const lock = (from: string, to: string) => (tree: Tree) => {
  tree.edit('Cargo.lock', (text) => replaced(text, from, to));
};
const inCargoWorkspace = ['first', 'second', 'third'];
const noImage = 'cargo knows of no image';

let gitRevision = '';

const rows: Row[] = [
  {
    edit: 'a source of one program',
    change: (tree) => {
      tree.edit('crates/third/src/main.rs', (text) => replaced(text, 'third', '3rd'));
    },
    rebuilt: ['third'],
    real: true,
  },
  {
    edit: 'a source of a shared crate',
    change: (tree) => {
      tree.edit('crates/shared/src/lib.rs', (text) => replaced(text, '"hello', '"hi'));
    },
    rebuilt: ['first', 'second'],
    real: true,
  },
  {
    edit: 'bump of a crate that one of three uses',
    change: lock(itoa['1.0.14'], itoa['1.0.15']),
    rebuilt: ['first'],
    affected: inCargoWorkspace,
    real: true,
  },
  {
    edit: 'a crate that gains a dependency of its own',
    change: (tree) => {
      lock(log['0.4.20'], log['0.4.17'])(tree);
      lock('[[package]]\nname = "first"', `${cfgIf}\n[[package]]\nname = "first"`)(tree);
    },
    rebuilt: ['second'],
    affected: inCargoWorkspace,
    real: true,
  },
  {
    edit: 'a feature of a shared crate that one member switches on',
    change: (tree) => {
      tree.edit('crates/second/Cargo.toml', (text) =>
        replaced(text, 'path = "../shared"', 'path = "../shared", features = ["loud"]'),
      );
    },
    rebuilt: ['second'],
    real: true,
  },
  {
    edit: 'a feature of a crate that brings another crate, switched on by one member',
    change: (tree) => {
      tree.edit('crates/second/Cargo.toml', (text) =>
        replaced(
          text,
          'memchr = { version = "=2.5.0", default-features = false }',
          'memchr = { version = "=2.5.0", default-features = false, features = ["libc"] }',
        ),
      );
      lock(memchr.plain, memchr.withLibc)(tree);
      lock('[[package]]\nname = "log"', `${libc}\n[[package]]\nname = "log"`)(tree);
    },
    rebuilt: ['first', 'second'],
    affected: inCargoWorkspace,
    cargo: ['second'],
    reason: 'the lock does not say whose features need a crate’s dependencies',
  },
  {
    edit: 'the npm lock',
    change: (tree) => {
      tree.edit('package-lock.json', (text) => replaced(text, '"sha512-', '"sha512-AAAA'));
    },
    rebuilt: [],
    // Its default, projectsAffectedByDependencyUpdates: 'all'.
    affectedOnNx23: [...programs],
  },
  {
    edit: 'an argument of the image',
    change: (tree) => {
      tree.edit('images/statix/statix-image.json', (text) => replaced(text, 'trixie', 'sid'));
    },
    rebuilt: [...programs],
    cargo: [],
    reason: noImage,
  },
  {
    edit: 'the lock of the image',
    change: (tree) => {
      tree.edit('images/statix/lock.json', (text) => `${text}\n`);
    },
    rebuilt: [...programs],
    cargo: [],
    reason: noImage,
  },
  {
    edit: 'the recipe of the image',
    change: (tree) => {
      tree.edit('images/statix/recipe/Dockerfile', (text) => `${text}# changed\n`);
    },
    rebuilt: [...programs],
    cargo: [],
    reason: noImage,
  },
  {
    edit: 'rust-toolchain.toml',
    change: (tree) => {
      tree.write({ 'rust-toolchain.toml': '[toolchain]\nchannel = "stable"\n' });
    },
    rebuilt: [...programs],
    cargo: [],
    reason: 'the file chooses the image that builds, and is hashed as it is',
  },
  {
    edit: '.cargo/config.toml',
    change: (tree) => {
      tree.write({ '.cargo/config.toml': '[build]\nrustflags = ["--cfg", "changed"]\n' });
    },
    rebuilt: [...programs],
  },
  {
    edit: 'a profile',
    change: (tree) => {
      tree.edit('Cargo.toml', (text) => `${text}\n[profile.release]\nopt-level = 1\n`);
    },
    rebuilt: inCargoWorkspace,
  },
  {
    edit: 'a field of the workspace that one member inherits',
    change: (tree) => {
      tree.edit('Cargo.toml', (text) => replaced(text, '"MIT"', '"Apache-2.0"'));
    },
    rebuilt: ['first'],
    affected: inCargoWorkspace,
    cargo: [],
    reason: 'cargo knows that the program reads no CARGO_PKG_LICENSE',
  },
  {
    edit: 'a declared environment variable',
    change: (tree) => {
      tree.edit('crates/second/Cargo.toml', (text) => replaced(text, '"hi"', '"good day"'));
    },
    rebuilt: ['second'],
  },
  {
    edit: 'a declared file outside of the package',
    change: (tree) => {
      tree.write({ 'schema/first.txt': 'x comes first\n' });
    },
    rebuilt: ['first'],
  },
  {
    edit: 'documents at the root',
    change: (tree) => {
      tree.write({ 'README.md': '# hello\n', 'docs/guide.md': 'text\n' });
    },
    rebuilt: [],
  },
  {
    edit: 'a document of a package',
    change: (tree) => {
      tree.write({ 'crates/third/README.md': '# third\n' });
    },
    rebuilt: ['third'],
    cargo: [],
    reason: 'a build may include any file of its package',
  },
  {
    edit: 'a file added that the program uses',
    change: (tree) => {
      tree.write({ 'crates/third/src/more.rs': 'pub const MORE: u8 = 2;\n' });
      tree.edit('crates/third/src/main.rs', (text) =>
        replaced(`mod more;\n${text}`, 'println!("third")', 'println!("{}", more::MORE)'),
      );
    },
    rebuilt: ['third'],
  },
  {
    edit: 'a file renamed',
    change: (tree) => {
      tree.write({ 'crates/first/src/piece.rs': tree.read('crates/first/src/part.rs') });
      tree.remove('crates/first/src/part.rs');
      tree.edit('crates/first/src/main.rs', (text) => text.replaceAll('part', 'piece'));
    },
    rebuilt: ['first'],
  },
  {
    edit: 'a file deleted',
    change: (tree) => {
      tree.remove('crates/first/src/part.rs');
      tree.edit('crates/first/src/main.rs', (text) =>
        replaced(text.replace('mod part;\n', ''), 'part::NUMBER', '1'),
      );
    },
    rebuilt: ['first'],
  },
  {
    edit: 'a crate added',
    change: (tree) => {
      tree.write({
        'crates/fifth/Cargo.toml':
          '[package]\nname = "fifth"\nversion = "0.1.0"\nedition = "2021"\n',
        'crates/fifth/src/main.rs': 'fn main() {}\n',
      });
      lock(
        '[[package]]\nname = "first"',
        '[[package]]\nname = "fifth"\nversion = "0.1.0"\n\n[[package]]\nname = "first"',
      )(tree);
    },
    rebuilt: ['fifth'],
    affected: ['fifth', ...inCargoWorkspace],
  },
  {
    edit: 'a crate removed',
    change: (tree) => {
      tree.remove('crates/third');
      lock('[[package]]\nname = "third"\nversion = "0.1.0"\n', '')(tree);
    },
    rebuilt: [],
    // A project file that is gone affects all projects: Nx's own rule.
    affected: ['first', 'second', 'fourth'],
    real: true,
  },
  {
    edit: 'the revision of a git dependency',
    change: (tree) => {
      tree.edit('tools/fourth/Cargo.lock', (text) =>
        text.replace(/#[0-9a-f]{40}/, `#${gitRevision}`),
      );
    },
    rebuilt: ['fourth'],
  },
];

/** What cargo made anew for each row. */
const byCargo = new Map<string, readonly string[]>();
const candidates = [...programs, 'fifth'];
const registry = sharedRegistry();
let git: GitRepository;
let crates: Record<string, string>;

beforeAll(async () => {
  git = await GitRepository.create(join(scratchRoot, 'affected-cargo/git'), gitCrate);
  crates = affectedCrates({ url: git.url, revision: await git.head() });
  gitRevision = await git.commit({ 'src/lib.rs': gitCrate['src/lib.rs'].replace('one', 'two') });
});

describe.each(nxVersions)('Nx %s', (nxVersion) => {
  let workspace: Workspace;
  let hasher: TaskHasher;
  let hashes: Record<string, string>;

  beforeAll(async () => {
    workspace = await Workspace.create(
      join(scratchRoot, `affected-${nxVersion}`),
      registry,
      nxVersion,
    );
    await workspace.nxSucceeds(['add', '@statix/nx']);
    // The recipe as a part of the repository, to be edited.
    workspace.copyRecipe();
    workspace.write(crates);
    await workspace.commit('Rust');
    // In one process: with workers each graph would start one. `nx affected` below has them.
    hasher = new TaskHasher(workspace, { NX_ISOLATE_PLUGINS: 'false' });
    hashes = await hasher.hashes(candidates);
    expect(Object.keys(hashes).sort()).toEqual([...programs].sort());
  });

  afterAll(async () => {
    await hasher?.stop();
  });

  afterEach(async () => {
    await workspace.reset();
  });

  test.each(partOf(rows))(
    '$edit',
    async ({ change, rebuilt, affected = rebuilt, affectedOnNx23 }) => {
      change(workspace);
      const after = await hasher.hashes(candidates);
      const missed = Object.keys(after).filter((name) => after[name] !== hashes[name]);
      expect(missed.sort()).toEqual([...rebuilt].sort());

      const expected = nxVersion.startsWith('23.') ? (affectedOnNx23 ?? affected) : affected;
      expect(await listedByAffected(workspace)).toEqual([...expected].sort());
    },
  );

  test('the npm lock affects no Rust project where nx.json says auto', async () => {
    workspace.edit('nx.json', (text) =>
      JSON.stringify({
        ...(JSON.parse(text) as object),
        pluginsConfig: { '@nx/js': { projectsAffectedByDependencyUpdates: 'auto' } },
      }),
    );
    await workspace.commit('auto');
    try {
      workspace.edit('package-lock.json', (text) => replaced(text, '"sha512-', '"sha512-AAAA'));
      expect(await listedByAffected(workspace)).toEqual([]);
    } finally {
      await workspace.succeed('git', ['reset', '--quiet', '--hard', 'HEAD~1']);
    }
  });

  test('an undeclared environment variable is in no hash and reaches no build', async () => {
    const other = new TaskHasher(workspace, { GREETING: 'not declared', SOME_TOKEN: 'x' });
    try {
      expect(await other.hashes(candidates)).toEqual(hashes);
    } finally {
      await other.stop();
    }
  });

  test('an edge moves with the root manifest, although the package has not changed', async () => {
    const uses = (name: string) => (text: string) =>
      `${text.replace(/\nmoving = .*/, '')}\nmoving = { path = "crates/${name}", package = "${name}" }\n`;
    const edges = async () => {
      await workspace.nxSucceeds(['graph', '--file=graph.json']);
      return targetsOf(workspace.read('graph.json'), 'third');
    };
    workspace.write({
      'crates/moved/Cargo.toml': '[package]\nname = "moved"\nedition = "2021"\n',
      'crates/moved/src/lib.rs': '',
    });
    workspace.edit('Cargo.toml', uses('shared'));
    workspace.edit(
      'crates/third/Cargo.toml',
      (text) => `${text}\n[dependencies]\nmoving.workspace = true\n`,
    );
    expect(await edges()).toEqual(['shared']);
    workspace.edit('Cargo.toml', uses('moved'));
    expect(await edges()).toEqual(['moved']);
  });

  test('the daemon makes the digests anew when a lock changes', async () => {
    const env = { NX_DAEMON: 'true', CI: '' };
    const digest = async () => {
      const shown = await workspace.nxSucceeds(['show', 'project', 'first', '--json'], { env });
      return /"workspaceDigest":\s*"([0-9a-f]{64})"/.exec(shown)?.[1];
    };
    try {
      const before = await digest();
      expect(before).toBeDefined();
      lock(itoa['1.0.14'], itoa['1.0.15'])(workspace);
      expect(await digest()).not.toBe(before);
    } finally {
      await workspace.nx(['daemon', '--stop'], { env });
    }
  });

  describe('on an engine', () => {
    const tasks = ['run-many', '-t', 'build-static', '-p', inCargoWorkspace.join(), '--parallel=1'];

    beforeAll(async () => {
      // A git repository on this machine's disk is nothing that a container can fetch from.
      workspace.remove('tools/fourth');
      workspace.edit('images/statix/statix-image.json', (text) =>
        text.replace('debian:trixie-slim', 'statix-base:trixie'),
      );
      await workspace.commit('As the engine can build it');
      await workspace.nxSucceeds(tasks);
      const again = await workspace.nxSucceeds(tasks);
      expect(builds(again)).toEqual({ ran: [], cached: inCargoWorkspace });
    });

    test.each(partOf(rows.filter(({ real }) => real)))('$edit', async ({ change, rebuilt }) => {
      change(workspace);
      const { ran } = builds(await workspace.nxSucceeds(tasks));
      expect(ran).toEqual(rebuilt);
    });

    test('files that are not declared are not seen: no build that reads them succeeds', async () => {
      workspace.edit('crates/third/src/main.rs', (text) =>
        replaced(text, '"third"', 'include_str!("../../shared/src/lib.rs")'),
      );
      const { status, output } = await workspace.nx(['run', 'third:build-static']);
      expect(status).not.toBe(0);
      expect(output).toContain('crates/shared/src/lib.rs');
      expect(output).toContain('extraInputs');
    });

    test('an extra input that only the command line names is refused', async () => {
      const { status, output } = await workspace.nx([
        ...['run', 'third:build-static', '--extraInputs=crates/shared/src/lib.rs'],
      ]);
      expect(status).not.toBe(0);
      expect(output).toContain('STATIX_INPUT_NOT_HASHED');
    });
  });
});

/** After the workspaces above, whose image is the one that cargo is taken from. */
describe('cargo itself, between the same two states', () => {
  let oracle: CargoOracle;
  let image: string;
  let baseline: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const identity = JSON.parse(
      readFileSync(
        join(scratchRoot, `affected-${nxVersions[0]}/dist/image/statix-image/image.json`),
        'utf8',
      ),
    ) as { reference: string };
    image = identity.reference;
    oracle = await CargoOracle.start(join(scratchRoot, 'affected-cargo/oracle'), image, [
      git.folder,
    ]);
    baseline = new Map(Object.entries(crates));
    oracle.synchronise(baseline);
    // Every crate of every row.
    const manifests = ['Cargo.toml', 'tools/fourth/Cargo.toml'];
    for (const manifest of manifests) await oracle.fetch(manifest);
    for (const row of rows) {
      row.change(asNxWorkspace(oracle));
      for (const manifest of manifests) {
        const lockfile = manifest.replace('.toml', '.lock');
        if (oracle.read(lockfile) !== crates[lockfile]) await oracle.fetch(manifest);
      }
      oracle.synchronise(baseline);
    }
  });

  afterAll(async () => {
    await oracle?.stop();
    const table = rows.map(({ edit, rebuilt, affected = rebuilt, affectedOnNx23, reason }) => ({
      ...{ edit, rebuilt, affected, affectedOnNx23, reason },
      cargo: byCargo.get(edit) ?? [],
    }));
    // For docs/evidence/affected.md.
    writeFileSync(join(scratchRoot, 'affected-table.json'), JSON.stringify({ image, rows: table }));
  });

  test.each(partOf(rows))('$edit', async ({ edit, change, rebuilt, cargo = rebuilt, reason }) => {
    await rebuiltByCargo(oracle);
    change(asNxWorkspace(oracle));
    const made = await rebuiltByCargo(oracle);
    oracle.synchronise(baseline);
    byCargo.set(edit, made);
    expect(made).toEqual([...cargo].sort());
    // Never a false hit; a false rebuild has a reason.
    expect(made.filter((name) => !rebuilt.includes(name))).toEqual([]);
    if (rebuilt.length > made.length) expect(reason).toBeDefined();
  });
});

async function rebuiltByCargo(oracle: CargoOracle): Promise<string[]> {
  const made: string[] = [];
  for (const program of candidates) {
    const folder = program === 'fourth' ? 'tools/fourth' : `crates/${program}`;
    if (!oracle.exists(`${folder}/Cargo.toml`)) continue;
    const greeting = /GREETING = "([^"]*)"/.exec(oracle.read(`${folder}/Cargo.toml`))?.[1];
    const environment = greeting === undefined ? {} : { GREETING: greeting };
    const build = await oracle.build(`${folder}/Cargo.toml`, program, environment);
    if (build.rebuilt) made.push(program);
  }
  return made.sort();
}

/** Files of the Nx workspace that cargo has no part in: an edit of one is none for cargo. */
function asNxWorkspace(oracle: CargoOracle): Tree {
  const nxOnly = /^(package-lock\.json|images\/)/;
  return {
    root: oracle.root,
    read: (path) => oracle.read(path),
    write: (files) => {
      oracle.write(files);
    },
    remove: (path) => {
      oracle.remove(path);
    },
    edit: (path, change) => {
      if (!nxOnly.test(path)) oracle.edit(path, change);
    },
  };
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`'${from}' is not in\n${text}`);
  return text.replace(from, to);
}

/** Which of the projects' build-static tasks ran, and which came from the cache. */
function builds(output: string): { ran: string[]; cached: string[] } {
  const tasks = [...output.matchAll(/nx run (\w+):build-static(?: +\[([^\]]*)\])?/g)];
  const by = (cached: boolean) => [
    ...new Set(
      tasks.filter(([, , note]) => (note !== undefined) === cached).map(([, name = '']) => name),
    ),
  ];
  return { ran: by(false).sort(), cached: by(true).sort() };
}

/** Whose build-static `nx affected` would run or read from the cache. */
async function listedByAffected(workspace: Workspace): Promise<string[]> {
  return plannedBuilds(
    await workspace.nxSucceeds([
      ...['affected', '-t', 'build-static', '--base=HEAD', '--graph=stdout'],
    ]),
  );
}

interface TaskGraph {
  tasks?: { tasks?: Record<string, { target: { project: string; target: string } }> };
}

function plannedBuilds(output: string): string[] {
  if (!output.includes('{')) return [];
  const graph = JSON.parse(
    output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1),
  ) as TaskGraph;
  return Object.values(graph.tasks?.tasks ?? {})
    .filter(({ target }) => target.target === 'build-static')
    .map(({ target }) => target.project)
    .sort();
}

/** The projects that one depends on, in what `nx graph --file` writes. */
function targetsOf(graph: string, project: string): string[] {
  const parsed = JSON.parse(graph) as {
    graph: { dependencies: Record<string, { target: string }[]> };
  };
  return (parsed.graph.dependencies[project] ?? []).map(({ target }) => target);
}
