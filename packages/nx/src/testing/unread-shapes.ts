/** A manifest of version 0.1.0. */
export const manifest = (name: string, more = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;

/** A workspace whose program is to stay as it is, whatever else is in the repository. */
export const sound: Readonly<Record<string, string>> = {
  'Cargo.toml': '[workspace]\nmembers = ["bin/app", "crates/*"]\nexclude = ["fuzz", "attic"]\n',
  'Cargo.lock': 'version = 4\n',
  'bin/app/Cargo.toml': manifest('app', '[dependencies]\nlib = { path = "../../crates/lib" }\n'),
  'bin/app/src/main.rs': '',
  'crates/lib/Cargo.toml': manifest('lib'),
  'crates/lib/src/lib.rs': '',
};

interface Shape {
  readonly files: Readonly<Record<string, string>>;
  /** Of what is wrong. */
  readonly code: string;
  /** The programs that fail with it. */
  readonly fails: readonly string[];
  /** Libraries, whose tests fail with it. */
  readonly tests?: readonly string[];
}

/** What real repositories have beside their workspace, and Cargo never reads. */
export const unreadShapes: Readonly<Record<string, Shape>> = {
  'dead patches in a workspace of its own for the docs (reth)': {
    files: {
      'docs/cli/Cargo.toml': manifest(
        'docs-cli',
        '[workspace]\n[patch.crates-io]\nalloy = { path = "../../../alloy" }\n',
      ),
      'docs/cli/src/main.rs': '',
      'docs/cli/Cargo.lock': 'version = 4\n',
    },
    code: 'STATIX_MANIFEST_DEPENDENCY_MISSING',
    fails: ['docs-cli'],
  },
  'a folder in `exclude` whose dependencies are gone (tikv)': {
    files: {
      'fuzz/Cargo.toml': manifest(
        'fuzz',
        '[dependencies]\ngone = { path = "../components/gone" }\n',
      ),
      'fuzz/src/lib.rs': '',
    },
    code: 'STATIX_MANIFEST_DEPENDENCY_MISSING',
    fails: [],
  },
  'a fixture that inherits from a workspace of its own (risingwave)': {
    files: {
      'crates/lib/tests/fixture/Cargo.toml': manifest(
        'fixture',
        'rust-version.workspace = true\n[workspace]\nmembers = ["gone"]\n',
      ),
      'crates/lib/tests/fixture/src/lib.rs': '',
    },
    code: 'STATIX_MANIFEST_MEMBER_MISSING',
    fails: [],
  },
  'a fixture that is broken on purpose (cargo)': {
    files: { 'attic/bad/Cargo.toml': '[package]\nname = "foo"\nversion = \n' },
    code: 'STATIX_MANIFEST_SYNTAX',
    fails: [],
  },
  'a template of cargo-generate': {
    files: {
      'templates/hello/Cargo.toml': '[package]\nname = "{{project-name}}"\nversion = "0.1.0"\n',
      'templates/hello/src/main.rs': '',
    },
    code: 'STATIX_MANIFEST_INVALID',
    fails: [],
  },
  'a template that is no TOML': {
    files: { 'templates/hello/Cargo.toml': '{% if x %}\n[package]\nname = {{name}}\n' },
    code: 'STATIX_MANIFEST_SYNTAX',
    fails: [],
  },
  "a wrong key in one manifest's metadata": {
    files: {
      'crates/odd/Cargo.toml': manifest('odd', '[package.metadata.statix]\nbuild-statik = {}\n'),
      'crates/odd/src/main.rs': '',
    },
    code: 'STATIX_OPTION_UNKNOWN',
    fails: ['odd'],
  },
  'a path dependency out of the repository': {
    files: {
      'crates/far/Cargo.toml': manifest('far', '[dependencies]\nx = { path = "../../../x" }\n'),
      'crates/far/src/lib.rs': '',
      'crates/user/Cargo.toml': manifest('user', '[dependencies]\nfar = { path = "../far" }\n'),
      'crates/user/src/main.rs': '',
    },
    code: 'STATIX_MANIFEST_DEPENDENCY_MISSING',
    tests: ['far'],
    fails: ['user'],
  },
  'a broken library, and the program that depends on it': {
    files: {
      'crates/bad/Cargo.toml': '[package]\nname = "bad"\nversion = \n',
      'crates/bad/src/lib.rs': '',
      'crates/user/Cargo.toml': manifest('user', '[dependencies]\nbad = { path = "../bad" }\n'),
      'crates/user/src/main.rs': '',
    },
    code: 'STATIX_MANIFEST_SYNTAX',
    fails: ['user'],
  },
  'a broken program of the workspace': {
    files: {
      'crates/tool/Cargo.toml': '# edited\n[package]\nname = "tool"\nversion = \n',
      'crates/tool/src/main.rs': '',
    },
    code: 'STATIX_MANIFEST_SYNTAX',
    fails: ['tool'],
  },
  'a broken Cargo configuration of one folder': {
    files: {
      'attic/alone/Cargo.toml': manifest('alone', '[workspace]\n'),
      'attic/alone/Cargo.lock': 'version = 4\n',
      'attic/alone/src/main.rs': '',
      'attic/alone/.cargo/config.toml': '[build\n',
    },
    code: 'STATIX_CARGO_CONFIG_INVALID',
    fails: ['alone'],
  },
};
