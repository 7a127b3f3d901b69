import { cfgIf, itoa, libc, log, memchr } from '../harness/affected-crates';

/** A package of the random workspace; from it its files are written. */
export interface Package {
  readonly name: string;
  readonly program: boolean;
  value: number;
  modules: number;
  comment: number;
  readme: number;
  /** Libraries by name, with whether their feature `loud` is switched on. */
  dependencies: Map<string, boolean>;
  developmentDependencies: Set<string>;
  buildDependency: string | undefined;
  itoa: boolean;
  log: boolean;
  memchr: 'none' | 'plain' | 'libc';
  /** A build script makes a constant out of a file of the package. */
  generated: number | undefined;
  /** Includes a file outside of the package, declared as an extra input. */
  declared: boolean;
  /** The same file, not declared. */
  undeclared: boolean;
  environment: string | undefined;
  inheritsLicense: boolean;
  inheritsLints: boolean;
  secondBinary: boolean;
  /** A file of the package that nothing reads. */
  spare: string | undefined;
}

/** A Cargo workspace that edits change at random; always one that cargo accepts. */
export interface Model {
  packages: Map<string, Package>;
  itoa: keyof typeof itoa;
  log: keyof typeof log;
  optLevel: number;
  developmentProfile: number;
  license: string;
  lint: 'allow' | 'warn';
  rustflag: number | undefined;
  toolchain: string | undefined;
  sharedFile: number;
  rootDocument: number;
  npmLock: number;
  ignored: number;
  unusedInherited: string;
}

export function newPackage(name: string, program: boolean): Package {
  return {
    name,
    program,
    value: 1,
    modules: 1,
    comment: 0,
    readme: 0,
    dependencies: new Map(),
    developmentDependencies: new Set(),
    buildDependency: undefined,
    itoa: false,
    log: false,
    memchr: 'none',
    generated: undefined,
    declared: false,
    undeclared: false,
    environment: undefined,
    inheritsLicense: false,
    inheritsLints: false,
    secondBinary: false,
    spare: undefined,
  };
}

export function startingModel(): Model {
  const packages = new Map<string, Package>();
  for (const name of ['la', 'lb', 'lc']) packages.set(name, newPackage(name, false));
  for (const name of ['pa', 'pb', 'pc', 'pd']) packages.set(name, newPackage(name, true));
  const at = (name: string) => packages.get(name) ?? newPackage(name, true);
  at('lb').dependencies.set('la', false);
  at('pa').dependencies.set('la', false).set('lb', false);
  at('pb').dependencies.set('lb', false);
  at('pc').itoa = true;
  at('pd').log = true;
  return {
    packages,
    itoa: '1.0.14',
    log: '0.4.20',
    optLevel: 1,
    developmentProfile: 0,
    license: 'MIT',
    lint: 'warn',
    rustflag: undefined,
    toolchain: undefined,
    sharedFile: 1,
    rootDocument: 0,
    npmLock: 0,
    ignored: 0,
    unusedInherited: '1',
  };
}

/** The files of a model; those of Nx itself come on top. */
export function filesOf(model: Model): Map<string, string> {
  const files = new Map<string, string>();
  files.set('Cargo.toml', rootManifest(model));
  files.set('Cargo.lock', lockOf(model));
  files.set('shared/text.txt', `shared ${model.sharedFile}\n`);
  files.set('README.md', `document ${model.rootDocument}\n`);
  files.set('npm-part.json', `{"lock":${model.npmLock}}\n`);
  if (model.rustflag !== undefined) {
    files.set('.cargo/config.toml', `[build]\nrustflags = ["--cfg", "flag${model.rustflag}"]\n`);
  }
  if (model.toolchain !== undefined) {
    files.set('rust-toolchain.toml', `[toolchain]\nchannel = "${model.toolchain}"\n`);
  }
  for (const pkg of model.packages.values()) addPackage(files, pkg);
  return files;
}

function rootManifest(model: Model): string {
  return `[workspace]
members = ["crates/*"]
resolver = "2"

[workspace.package]
license = "${model.license}"

[workspace.dependencies]
itoa = "1"
cc = "${model.unusedInherited}"

[workspace.lints.rust]
unused_variables = "${model.lint}"

[profile.release]
opt-level = ${model.optLevel}

[profile.dev]
opt-level = ${model.developmentProfile}
`;
}

function addPackage(files: Map<string, string>, pkg: Package): void {
  const folder = `crates/${pkg.name}`;
  files.set(`${folder}/Cargo.toml`, packageManifest(pkg));
  const parts = [`"${pkg.name} ${pkg.value}"`];
  const modules: string[] = [];
  for (let index = 0; index < pkg.modules; index += 1) {
    files.set(`${folder}/src/part${index}.rs`, `pub const PART: u32 = ${index} + ${pkg.value};\n`);
    modules.push(`mod part${index};`);
    parts.push(`part${index}::PART`);
  }
  for (const name of pkg.dependencies.keys()) parts.push(`${name}::say()`);
  if (pkg.itoa) parts.push('itoa::Buffer::new().format(7u8)');
  if (pkg.log) parts.push('log::max_level()');
  if (pkg.memchr !== 'none') parts.push(`memchr::memchr(b'x', b"text")`);
  if (pkg.generated !== undefined) {
    files.set(`${folder}/build.rs`, buildScript(pkg));
    files.set(`${folder}/data.txt`, `data ${pkg.generated}\n`);
    parts.push('include_str!(concat!(env!("OUT_DIR"), "/made.txt"))');
  }
  if (pkg.declared || pkg.undeclared) parts.push('include_str!("../../../shared/text.txt")');
  if (pkg.environment !== undefined) parts.push('option_env!("STATED")');
  if (!pkg.program) parts.push('cfg!(feature = "loud")');
  const body = parts.map((part) => `    said.push_str(&format!("{:?};", ${part}));\n`).join('');
  const say = `pub fn say() -> String {\n    let mut said = String::new();\n${body}    said\n}\n`;
  const text = `// comment ${pkg.comment}\n${modules.join('\n')}\n${say}`;
  if (pkg.program)
    files.set(`${folder}/src/main.rs`, `${text}fn main() { println!("{}", say()); }\n`);
  else files.set(`${folder}/src/lib.rs`, text);
  if (pkg.secondBinary) {
    files.set(`${folder}/src/bin/${pkg.name}2.rs`, `fn main() { println!("${pkg.value}"); }\n`);
  }
  if (pkg.readme > 0) files.set(`${folder}/README.md`, `# ${pkg.readme}\n`);
  if (pkg.spare !== undefined) files.set(`${folder}/${pkg.spare}`, 'spare\n');
}

function buildScript({ buildDependency }: Package): string {
  const said = buildDependency === undefined ? '' : `made.push_str(&${buildDependency}::say());`;
  return `fn main() {
    println!("cargo::rerun-if-changed=data.txt");
    let mut made = std::fs::read_to_string("data.txt").unwrap();
    made.push('!');
    ${said}
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(format!("{out}/made.txt"), made).unwrap();
}
`;
}

function packageManifest(pkg: Package): string {
  const lines = [
    '[package]',
    `name = "${pkg.name}"`,
    'version = "0.1.0"',
    'edition = "2021"',
    ...(pkg.inheritsLicense ? ['license.workspace = true'] : []),
    '',
    ...(pkg.program ? [] : ['[features]', 'loud = []', '']),
    '[dependencies]',
    ...[...pkg.dependencies].map(
      ([name, loud]) => `${name} = { path = "../${name}"${loud ? ', features = ["loud"]' : ''} }`,
    ),
    ...(pkg.itoa ? ['itoa.workspace = true'] : []),
    ...(pkg.log ? ['log = "0.4"'] : []),
    ...(pkg.memchr === 'none'
      ? []
      : [
          `memchr = { version = "=2.5.0", default-features = false${pkg.memchr === 'libc' ? ', features = ["libc"]' : ''} }`,
        ]),
    ...(pkg.buildDependency === undefined || pkg.generated === undefined
      ? []
      : ['', '[build-dependencies]', path(pkg.buildDependency)]),
    ...(pkg.developmentDependencies.size === 0
      ? []
      : ['', '[dev-dependencies]', ...[...pkg.developmentDependencies].map(path)]),
    ...(pkg.inheritsLints ? ['', '[lints]', 'workspace = true'] : []),
    '',
    '[package.metadata.statix.build-static]',
    ...(pkg.declared ? ['extraInputs = ["shared/text.txt"]'] : []),
    ...(pkg.environment === undefined ? [] : [`environment = { STATED = "${pkg.environment}" }`]),
  ];
  return `${lines.join('\n')}\n`;
}

function path(name: string): string {
  return `${name} = { path = "../${name}" }`;
}

/** As cargo writes it; `--locked` says so each time. */
function lockOf(model: Model): string {
  const all = [...model.packages.values()];
  const uses = (test: (pkg: Package) => boolean) => all.some(test);
  const withLibc = uses((pkg) => pkg.memchr === 'libc');
  const entries: [string, string][] = all.map((pkg) => [pkg.name, localEntry(pkg)]);
  if (uses((pkg) => pkg.itoa)) entries.push(['itoa', itoa[model.itoa]]);
  if (uses((pkg) => pkg.log)) {
    entries.push(['log', log[model.log]]);
    if (model.log === '0.4.17') entries.push(['cfg-if', cfgIf]);
  }
  if (uses((pkg) => pkg.memchr !== 'none')) {
    entries.push(['memchr', withLibc ? memchr.withLibc : memchr.plain]);
    if (withLibc) entries.push(['libc', libc]);
  }
  const sorted = entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return `# This file is automatically @generated by Cargo.
# It is not intended for manual editing.
version = 4

${sorted.map(([, entry]) => entry).join('\n')}`;
}

function localEntry(pkg: Package): string {
  const names = new Set([...pkg.dependencies.keys(), ...pkg.developmentDependencies]);
  if (pkg.buildDependency !== undefined && pkg.generated !== undefined) {
    names.add(pkg.buildDependency);
  }
  if (pkg.itoa) names.add('itoa');
  if (pkg.log) names.add('log');
  if (pkg.memchr !== 'none') names.add('memchr');
  const list = [...names].sort().map((name) => ` "${name}",\n`);
  const dependencies = list.length === 0 ? '' : `dependencies = [\n${list.join('')}]\n`;
  return `[[package]]\nname = "${pkg.name}"\nversion = "0.1.0"\n${dependencies}`;
}
