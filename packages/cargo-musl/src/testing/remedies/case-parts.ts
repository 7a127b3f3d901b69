import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Remedy } from '@statix/contract';
import type { BuildWorkspace } from '../build-workspace.js';
import type { RemedyCase } from './remedy-case.js';

/*
 * What cases are put together from: small packages that go wrong in one way, and what a person does who
 * follows a remedy that is neither lines nor a command.
 */

type Sources = Pick<RemedyCase, 'files' | 'buildDependencies'>;

export const cc = 'cc = "1"\n';

export const main = 'crates/app/src/main.rs';
export const manifest = 'crates/app/Cargo.toml';
const script = 'crates/app/build.rs';

/** A program that calls `int part(void)` of C. */
export const callsPart =
  'extern "C" { fn part() -> i32; }\nfn main() { println!("{}", unsafe { part() }); }\n';

/** C in a program, compiled by the cc crate. */
export function withC(source: string, more = ''): Sources {
  return withSource('part.c', source, more);
}

export function withCxx(source: string, more = ''): Sources {
  return withSource('part.cc', source, `.cpp(true)${more}`);
}

function withSource(file: string, source: string, more: string): Sources {
  return {
    buildDependencies: cc,
    files: {
      [`crates/app/src/${file}`]: source,
      [script]: `fn main() {\n    cc::Build::new().file("src/${file}")${more}.compile("part");\n}\n`,
      [main]: callsPart,
    },
  };
}

/** C that a test of the program calls. */
export function withTest(source: string): Sources {
  return withMore(withC(source), {
    [main]:
      'extern "C" { fn part() -> i32; }\nfn main() {}\n#[test]\nfn calls() { assert_eq!(unsafe { part() }, 0); }\n',
  });
}

export function withMore<T extends Pick<RemedyCase, 'files'>>(
  of: T,
  files: Readonly<Record<string, string>>,
): T {
  return { ...of, files: { ...of.files, ...files } };
}

/** A library in C that CMake builds, with the policies of that version. */
export const withCmake = (version: string): Sources => ({
  buildDependencies: 'cmake = "0.1"\n',
  files: {
    'crates/app/CMakeLists.txt': `cmake_minimum_required(VERSION ${version})\nproject(part C)\nadd_library(part STATIC src/part.c)\ninstall(TARGETS part DESTINATION lib)\n`,
    'crates/app/src/part.c': 'int part(void) { return 2; }\n',
    'crates/app/src/main.rs': callsPart,
    'crates/app/build.rs':
      'fn main() {\n    let out = cmake::build(".");\n    println!("cargo:rustc-link-search=native={}/lib", out.display());\n    println!("cargo:rustc-link-lib=static=part");\n}\n',
  },
});

interface Makefile {
  /** Of Rust: who compiles, and who archives. */
  readonly compiler: string;
  readonly archiver: string;
  readonly language: 'c' | 'cc';
  readonly flags?: string;
}

/** A build script that runs the host's compiler, as a makefile that says `gcc` does. */
export function hostCompiler(
  source: string,
  { language = 'c', flags = '' }: Partial<Makefile> = {},
): Sources {
  const compiler = language === 'c' ? '"gcc".to_string()' : '"g++".to_string()';
  return {
    files: {
      [`crates/app/src/part.${language}`]: source,
      [script]: makefile({ compiler, archiver: '"ar".to_string()', language, flags }),
      [main]: callsPart,
    },
  };
}

function makefile({ compiler, archiver, language, flags = '' }: Makefile): string {
  const runtime = language === 'cc' ? '\n    println!("cargo:rustc-link-lib=c++");' : '';
  return `use std::process::Command;
fn main() {
    let out = std::env::var("OUT_DIR").unwrap();
    let object = format!("{out}/part.o");
    let flags = ["-O2", "-fPIC", "-D_FORTIFY_SOURCE=2", ${flags}"-c", "src/part.${language}", "-o", &object];
    assert!(Command::new(${compiler}).args(flags).status().unwrap().success());
    let archive = format!("{out}/libpart.a");
    assert!(Command::new(${archiver}).args(["crs", &archive, &object]).status().unwrap().success());
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=static=part");${runtime}
}
`;
}

/** “The crate has to take its compiler from CC_x86_64_unknown_linux_musl.” */
export const takesImagesCompiler =
  (language: Makefile['language'] = 'c') =>
  (workspace: BuildWorkspace): void => {
    const named = (name: string): string =>
      `std::env::var("${name}_x86_64_unknown_linux_musl").unwrap()`;
    const compiler = named(language === 'c' ? 'CC' : 'CXX');
    workspace.write({ [script]: makefile({ compiler, archiver: named('AR'), language }) });
  };

export const buildScript = (body: string): Record<string, string> => ({
  [script]: `fn main() {\n${body}\n}\n`,
});

export const links = (words: string): Pick<RemedyCase, 'files'> => ({
  files: buildScript(`    println!("cargo:rustc-link-lib=${words}");`),
});

/** “Leave it out”, where the build script is all that does it. */
export const emptyBuildScript = (workspace: BuildWorkspace): void => {
  workspace.write(buildScript(''));
};

/** Takes flags out of the options, as the remedy says. */
export const change =
  (path: string, from: string, to: string) =>
  ({ root }: BuildWorkspace): void => {
    const file = join(root, path);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    writeFileSync(file, text.replaceAll(from, to));
  };

export const configured = (flags: string): Record<string, string> => ({
  '.cargo/config.toml': `[target.x86_64-unknown-linux-musl]\nrustflags = [${flags}]\n`,
});

/** Of the flags that `configured` has set. */
export const removeConfiguration = (workspace: BuildWorkspace): void => {
  workspace.write({ '.cargo/config.toml': '' });
};

/** Settings of the package, in the place of what the configuration has. */
export const setInManifest = (
  workspace: BuildWorkspace,
  { snippet = '' }: Pick<Remedy, 'snippet'>,
): void => {
  removeConfiguration(workspace);
  change(manifest, '[dependencies]', `${snippet}\n\n[dependencies]`)(workspace);
};

/** A case in which [env] has the variables, and the first of them is to be removed. */
export function removes(
  variables: Readonly<Record<string, string>>,
  of: Omit<RemedyCase, 'remedy' | 'follow'>,
): RemedyCase {
  const lines = Object.entries(variables).map(
    ([name, value]) => `${name} = { value = "${value}", force = true }\n`,
  );
  const [first = ''] = lines;
  return {
    ...withMore(of, { '.cargo/config.toml': `[env]\n${lines.join('')}` }),
    remedy: `Remove ${Object.keys(variables)[0] ?? ''} from`,
    follow: change('.cargo/config.toml', first, ''),
  };
}

export const otherCrate: Readonly<Record<string, string>> = {
  'crates/other/Cargo.toml': '[package]\nname = "other"\nversion = "0.1.0"\nedition = "2021"\n',
  'crates/other/src/lib.rs': '',
};

/**
 * A crate that wants something from the system unless its feature `vendored` is on, as -sys crates do; the
 * remedy is to turn that on.
 */
export function vendors(
  system: string,
  of: Omit<RemedyCase, 'files' | 'follow'>,
  files: Readonly<Record<string, string>> = {},
): RemedyCase {
  return {
    ...of,
    dependencies: 'other = { path = "../other" }\n',
    files: {
      ...otherCrate,
      'crates/other/Cargo.toml': `${otherCrate['crates/other/Cargo.toml'] ?? ''}[features]\nvendored = []\n[build-dependencies]\n${cc}`,
      'crates/other/src/vendored.c': 'int part(void) { return 2; }\n',
      'crates/other/src/lib.rs':
        'extern "C" { fn part() -> i32; }\npub fn other() -> i32 { unsafe { part() } }\n',
      'crates/other/build.rs': `fn main() {
    let mut build = cc::Build::new();
    if std::env::var_os("CARGO_FEATURE_VENDORED").is_some() {
        build.file("src/vendored.c").compile("part");
        return;
    }
${system}
}
`,
      [main]: 'fn main() { println!("{}", other::other()); }\n',
      ...files,
    },
    follow: change(manifest, '"../other"', '"../other", features = ["vendored"]'),
  };
}
