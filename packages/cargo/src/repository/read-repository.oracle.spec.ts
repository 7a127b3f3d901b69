import { join } from 'node:path';
import { metadataOf, readingOf } from '../testing/cargo-metadata.js';
import { describeWithCargo } from '../testing/cargo.js';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
  type FileContent,
} from '../testing/temporary-repository.js';

afterAll(removeTemporaryRepositories);

/** Each is a repository and the roots of the workspaces in it; cargo and we must agree on all of them. */
const repositories: Record<string, { workspaces: string[]; files: Record<string, FileContent> }> = {
  'a package with every discovered target': {
    workspaces: [''],
    files: {
      'Cargo.toml': packageToml('all-found', '[features]\ndefault = ["a"]\na = []\n'),
      'build.rs': 'fn main() {}',
      'src/lib.rs': '',
      'src/main.rs': 'fn main() {}',
      'src/bin/one.rs': 'fn main() {}',
      'src/bin/two/main.rs': 'fn main() {}',
      'src/bin/two/other.rs': '',
      'src/bin/nothing/lib.rs': '',
      'src/bin/.hidden.rs': '',
      'src/bin/notes.txt': '',
      'examples/e.rs': 'fn main() {}',
      'examples/dir/main.rs': 'fn main() {}',
      'tests/t.rs': '',
      'tests/common/mod.rs': '',
      'benches/b.rs': '',
    },
  },
  'declared targets beside discovered ones': {
    workspaces: [''],
    files: {
      'Cargo.toml': packageToml(
        'declared',
        `
[lib]
name = "other_name"
path = "lib/root.rs"
crate-type = ["cdylib", "rlib"]
[[bin]]
name = "cli"
path = "cli.rs"
required-features = ["cli"]
[[bin]]
name = "found"
[[example]]
name = "shown"
path = "docs/../demo/shown.rs"
[[test]]
name = "it"
path = "it/main.rs"
harness = false
[features]
cli = []
`,
      ),
      'lib/root.rs': '',
      'cli.rs': 'fn main() {}',
      'src/bin/found.rs': 'fn main() {}',
      'src/bin/also.rs': 'fn main() {}',
      'demo/shown.rs': 'fn main() {}',
      'it/main.rs': 'fn main() {}',
    },
  },
  'discovery switched off': {
    workspaces: [''],
    files: {
      'Cargo.toml': packageToml(
        'off',
        'autolib = false\nautobins = false\nautoexamples = false\nautotests = false\nautobenches = false\n' +
          'build = false\n[[bin]]\nname = "z"\npath = "z.rs"\n[[bin]]\nname = "named"\n',
      ),
      'build.rs': '',
      'z.rs': '',
      'src/lib.rs': '',
      'src/main.rs': '',
      'src/bin/named.rs': '',
      'src/bin/unnamed.rs': '',
      'examples/e.rs': '',
      'tests/t.rs': '',
      'benches/b.rs': '',
    },
  },
  'a table in edition 2015 switches discovery off, and old places count': {
    workspaces: [''],
    files: {
      'Cargo.toml': `[package]
name = "old"
version = "0.1.0"
[lib]
[[bin]]
name = "tool"
[[bench]]
name = "bench"
`,
      'src/old.rs': '',
      'src/main.rs': 'fn main() {}',
      'src/bin/other.rs': 'fn main() {}',
      'src/bench.rs': '',
      'benches/b.rs': '',
      'tests/t.rs': '',
    },
  },
  'a procedural macro by its crate type': {
    workspaces: [''],
    files: {
      'Cargo.toml': packageToml('by-type', '[lib]\ncrate-type = ["proc-macro"]\n'),
      'src/lib.rs': '',
    },
  },
  'the deprecated spellings': {
    workspaces: [''],
    files: {
      'Cargo.toml': `[project]
name = "spelled"
version = "0.1.0"
[lib]
proc_macro = true
[dev_dependencies]
helper = { path = "helper" }
[build_dependencies]
helper = { path = "helper" }
`,
      'src/lib.rs': '',
      'build.rs': '',
      'helper/Cargo.toml': packageToml('helper'),
      'helper/src/lib.rs': '',
    },
  },
  'a virtual workspace with globs, exclude and default members': {
    workspaces: ['', 'crates/out'],
    files: {
      'Cargo.toml': `[workspace]
resolver = "2"
members = ["crates/*", "tools/[ab]-?", "deep/**/leaf"]
exclude = ["crates/out"]
default-members = ["crates/a", "tools/*"]
`,
      'crates/a/Cargo.toml': packageToml('a'),
      'crates/a/src/main.rs': '',
      'crates/.dotted/Cargo.toml': packageToml('dotted'),
      'crates/.dotted/src/lib.rs': '',
      'crates/README.md': 'no crate, and no directory',
      'crates/out/Cargo.toml': packageToml('out'),
      'crates/out/src/lib.rs': '',
      'tools/a-1/Cargo.toml': packageToml('a-one'),
      'tools/a-1/src/lib.rs': '',
      'tools/b-2/Cargo.toml': packageToml('b-two'),
      'tools/b-2/src/lib.rs': '',
      'deep/one/two/leaf/Cargo.toml': packageToml('leaf-two'),
      'deep/one/two/leaf/src/lib.rs': '',
      'deep/leaf/Cargo.toml': packageToml('leaf-zero'),
      'deep/leaf/src/lib.rs': '',
    },
  },
  'inheritance of fields and dependencies': {
    workspaces: [''],
    files: {
      'Cargo.toml': `[workspace]
members = ["app"]
resolver = "2"
[workspace.package]
version = "4.5.6"
edition = "2024"
[workspace.dependencies]
util = { path = "libs/util" }
renamed = { package = "real-name", path = "libs/real" }
nothing = "1"
`,
      'app/Cargo.toml': `[package]
name = "app"
version.workspace = true
edition = { workspace = true }
[dependencies]
util = { workspace = true, optional = true }
renamed.workspace = true
[features]
with-util = ["dep:util"]
`,
      'app/src/main.rs': '',
      'libs/util/Cargo.toml': packageToml('util'),
      'libs/util/src/lib.rs': '',
      'libs/real/Cargo.toml': packageToml('real-name'),
      'libs/real/src/lib.rs': '',
    },
  },
  'dependencies of every kind and for targets': {
    workspaces: [''],
    files: {
      'Cargo.toml': packageToml(
        'kinds',
        `
[dependencies]
one = { path = "one", optional = true }
[dev-dependencies]
two = { path = "two" }
kinds = { path = "." }
[build-dependencies]
three = { path = "three" }
[target.'cfg(unix)'.dependencies]
four = { path = "four" }
[target.'cfg(windows)'.dependencies]
four = { path = "four" }
[target.x86_64-unknown-linux-musl.build-dependencies]
five = { path = "five" }
[workspace]
`,
      ),
      'src/lib.rs': '',
      'build.rs': '',
      ...Object.fromEntries(
        ['one', 'two', 'three', 'four', 'five'].flatMap((name) => [
          [`${name}/Cargo.toml`, packageToml(name)],
          [`${name}/src/lib.rs`, ''],
        ]),
      ),
    },
  },
  'path dependencies become members inside, not outside; cycles are fine': {
    workspaces: ['ws', 'outside'],
    files: {
      'ws/Cargo.toml': '[workspace]\nmembers = ["a"]\nresolver = "2"\n',
      'ws/a/Cargo.toml': packageToml(
        'a',
        '[dependencies]\nb = { path = "../b" }\noutside = { path = "../../outside" }\n',
      ),
      'ws/a/src/lib.rs': '',
      'ws/b/Cargo.toml': packageToml('b', '[dev-dependencies]\na = { path = "../a" }\n'),
      'ws/b/src/lib.rs': '',
      'outside/Cargo.toml': packageToml(
        'outside',
        '[dependencies]\nnear = { path = "near" }\n[workspace]\n',
      ),
      'outside/src/lib.rs': '',
      'outside/near/Cargo.toml': packageToml('near'),
      'outside/near/src/lib.rs': '',
    },
  },
  'a member beside the workspace that names it, and one that is depended on': {
    workspaces: ['ws'],
    files: {
      'ws/Cargo.toml': '[workspace]\nmembers = ["../beside", "./a/"]\nresolver = "2"\n',
      'beside/Cargo.toml': packageToml('beside', 'workspace = "../ws"\n'),
      'beside/src/main.rs': '',
      'ws/a/Cargo.toml': packageToml('a', '[dependencies]\nfar = { path = "../../far" }\n'),
      'ws/a/src/lib.rs': '',
      'far/Cargo.toml': packageToml('far', 'workspace = "../ws"\n'),
      'far/src/lib.rs': '',
    },
  },
  'a root package, a nested workspace and a package that stands alone': {
    workspaces: ['', 'fuzz', 'alone'],
    files: {
      'Cargo.toml': packageToml(
        'root-pkg',
        '[workspace]\nmembers = ["member"]\nexclude = ["fuzz", "alone"]\n',
      ),
      'src/main.rs': '',
      'member/Cargo.toml': packageToml('member'),
      'member/src/lib.rs': '',
      'fuzz/Cargo.toml': packageToml('fuzz', '[workspace]\nmembers = ["inner"]\n'),
      'fuzz/src/lib.rs': '',
      'fuzz/inner/Cargo.toml': packageToml('inner'),
      'fuzz/inner/src/lib.rs': '',
      'alone/Cargo.toml': packageToml('alone'),
      'alone/src/main.rs': '',
    },
  },
  'an exclude that members overrules': {
    workspaces: [''],
    files: {
      'Cargo.toml':
        '[workspace]\nmembers = ["crates/keep", "crates/a*"]\nexclude = ["crates"]\nresolver = "2"\n',
      'crates/keep/Cargo.toml': packageToml('keep'),
      'crates/keep/src/lib.rs': '',
      'crates/away/Cargo.toml': packageToml('away'),
      'crates/away/src/lib.rs': '',
    },
  },
  'no version, implicit features of optional dependencies': {
    workspaces: [''],
    files: {
      'Cargo.toml': `[package]
name = "implicit"
edition = "2021"
[features]
uses = ["dep:hidden", "shown?/x"]
[dependencies]
hidden = { path = "hidden", optional = true }
shown = { path = "shown", optional = true }
`,
      'src/lib.rs': '',
      'hidden/Cargo.toml': packageToml('hidden'),
      'hidden/src/lib.rs': '',
      'shown/Cargo.toml': packageToml('shown', '[features]\nx = []\n'),
      'shown/src/lib.rs': '',
    },
  },
  'members behind a symbolic link': {
    workspaces: [''],
    files: {
      'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
      'elsewhere/real/Cargo.toml': packageToml('real'),
      'elsewhere/real/src/lib.rs': '',
      'crates/linked': { link: '../elsewhere/real' },
      'crates/a/Cargo.toml': packageToml('a'),
      'crates/a/src/lib.rs': '',
    },
  },
  'TOML 1.1, dotted keys and a byte order mark': {
    workspaces: [''],
    files: {
      'Cargo.toml':
        '\uFEFFpackage.name = "dotted"\npackage.version = "1.0.0"\npackage.edition = "2021"\n' +
        'dependencies.near = {\n  path = "near", # here\n}\n',
      'src/lib.rs': '',
      'near/Cargo.toml': packageToml('near'),
      'near/src/lib.rs': '',
    },
  },
};

describeWithCargo('reads what cargo reads', () => {
  for (const [name, { files, workspaces }] of Object.entries(repositories)) {
    test(name, () => {
      const { root, read } = temporaryRepository(files);
      const repository = read();
      expect(repository.problems).toEqual([]);
      expect(repository.workspaces.map((workspace) => workspace.root)).toEqual(
        expect.arrayContaining(workspaces),
      );
      for (const workspace of workspaces) {
        expect(readingOf(repository, workspace)).toEqual(metadataOf(root, join(root, workspace)));
      }
    });
  }
});
