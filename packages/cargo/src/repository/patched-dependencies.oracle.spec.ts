import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { cargo, describeWithCargo } from '../testing/cargo.js';
import { resolvedEdges } from '../testing/resolved-edges.js';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
} from '../testing/temporary-repository.js';

afterAll(removeTemporaryRepositories);

/** A crate of a registry that needs no network: a directory source, as `cargo vendor` makes it. */
function vendored(name: string, version: string, dependencies = ''): Record<string, string> {
  return {
    [`vendor/${name}-${version}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n[dependencies]\n${dependencies}`,
    [`vendor/${name}-${version}/src/lib.rs`]: '',
    [`vendor/${name}-${version}/.cargo-checksum.json`]: '{"files":{},"package":"00"}',
  };
}

const registry = {
  '.cargo/config.toml':
    '[source.crates-io]\nreplace-with = "v"\n[source.v]\ndirectory = "vendor"\n',
};

function crate(folder: string, dependencies = '', version = '0.1.0'): Record<string, string> {
  const name = folder.split('/').at(-1) ?? '';
  return {
    [`${folder}/Cargo.toml`]: packageToml(name, dependencies).replace('0.1.0', version),
    [`${folder}/src/lib.rs`]: '',
  };
}

const shapes: Record<string, Record<string, string>> = {
  'every crate patched with its own member, as tokio does': {
    'Cargo.toml':
      '[workspace]\nresolver = "2"\nmembers = ["tokio", "tokio-util", "tokio-macros", "examples"]\n[patch.crates-io]\ntokio = { path = "tokio" }\ntokio-util = { path = "tokio-util" }\ntokio-macros = { path = "tokio-macros" }\n',
    ...crate('tokio', '[dependencies]\ntokio-macros = { path = "../tokio-macros" }\n'),
    ...crate('tokio-macros'),
    ...crate('tokio-util', '[dependencies]\ntokio = { version = "0.1", path = "../tokio" }\n'),
    ...crate('examples', '[dev-dependencies]\ntokio = "0.1"\nmiddle = "1"\n'),
    ...vendored('tokio', '0.1.9'),
    ...vendored('middle', '1.0.0', 'tokio-util = "0.1"\n'),
    ...vendored('tokio-util', '0.1.9'),
  },
  'a patch of another version than is wanted, as libp2p has': {
    'Cargo.toml':
      '[workspace]\nresolver = "2"\nmembers = ["core", "swarm", "misc"]\n[patch.crates-io]\ncore = { path = "core" }\nmisc = { path = "misc" }\n',
    ...crate('core', '', '2.0.0'),
    ...crate('misc'),
    ...crate('swarm', '[dependencies]\ncore = "1"\nmisc = "0.1"\n'),
    ...vendored('core', '1.0.0'),
    ...vendored('misc', '0.1.0'),
  },
  'a fork outside of the members that itself needs a patch, as oxc has': {
    'Cargo.toml':
      '[workspace]\nresolver = "2"\nmembers = ["apps/*"]\nexclude = ["forks"]\n[patch.crates-io]\nforked = { path = "forks/forked" }\nbelow = { path = "forks/below" }\nunused = { path = "forks/unused" }\n',
    ...crate('apps/one', '[dependencies]\nmiddle = "1"\n'),
    ...crate('apps/two', '[dependencies]\none = { path = "../one" }\n'),
    ...crate('apps/three', '[build-dependencies]\nbelow = "0.1"\n'),
    ...crate('forks/forked', '[dependencies]\nbelow = "0.1"\n'),
    ...crate('forks/below'),
    ...crate('forks/unused'),
    ...vendored('middle', '1.0.0', 'forked = "0.1"\n'),
    ...vendored('forked', '0.1.0'),
    ...vendored('below', '0.1.0'),
  },
};

describeWithCargo('patches lead where cargo says', () => {
  test.each(Object.entries(shapes))('fault: %s', (_name, files) => {
    const repository = temporaryRepository({ ...registry, ...files });
    const generated = cargo(repository.root, 'generate-lockfile', '--offline');
    if (!generated.ok) throw new Error(generated.stderr);
    const ours = () =>
      repository
        .read()
        .packages.flatMap(({ root, pathDependencies }) => [
          ...new Set(pathDependencies.map((dependency) => `${root} -> ${dependency.root}`)),
        ])
        .sort();
    const theirs = resolvedEdges(repository.root, repository.root);
    const reached = theirs.filter((edge) => !ourExtra.has(edge));
    expect(ours().filter((edge) => !ourExtra.has(edge))).toEqual(reached);
    // Without a lock no dependency of a dependency is known; nothing that cargo has not is made up.
    rmSync(join(repository.root, 'Cargo.lock'));
    expect(theirs).toEqual(expect.arrayContaining(ours().filter((edge) => !ourExtra.has(edge))));
  });
});

/**
 * A fork outside of the workspace has no edges of its own by this workspace's patches; who reaches it
 * has them.
 */
const ourExtra = new Set(['apps/one -> forks/below', 'forks/forked -> forks/below']);
