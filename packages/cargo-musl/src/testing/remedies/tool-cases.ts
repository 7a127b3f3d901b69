import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import {
  buildScript,
  change,
  emptyBuildScript,
  main,
  manifest,
  otherCrate,
  removeConfiguration,
  removes,
  withCmake,
} from './case-parts.js';
import { followRemedy } from './follow-remedy.js';
import { ownImage } from './own-image-case.js';
import type { RemedyCase } from './remedy-case.js';

/** A build script that has bindgen read a header. */
function bindsTo(header: string): Pick<RemedyCase, 'files' | 'buildDependencies'> {
  return {
    buildDependencies: 'bindgen = "0.72"\n',
    files: buildScript(
      `    bindgen::Builder::default().header_contents("x.h", ${JSON.stringify(header)}).generate().unwrap();`,
    ),
  };
}

/** What somebody writes who misses the headers of the system. */
const hostHeaders = '--sysroot=/nowhere -I/usr/include';

/** A struct that is declared before it is defined: an older bindgen loses its fields. */
const fieldsLost: Pick<RemedyCase, 'files'> = {
  files: {
    ...buildScript(
      `    let header = "struct part; int use_of(struct part *); struct part { int size; };";
    let bindings = bindgen::Builder::default().header_contents("x.h", header).generate().unwrap();
    bindings.write_to_file(format!("{}/part.rs", std::env::var("OUT_DIR").unwrap())).unwrap();`,
    ),
    [main]:
      '#![allow(non_camel_case_types, dead_code)]\ninclude!(concat!(env!("OUT_DIR"), "/part.rs"));\nfn main() { println!("{}", part { size: 2 }.size); }\n',
  },
};

/** A crate that has an old bindgen read SQLite's header. */
const oldBindings: Pick<RemedyCase, 'files' | 'dependencies'> = {
  dependencies: 'rusqlite = { version = "0.30", features = ["buildtime_bindgen", "vtab"] }\n',
  files: { [main]: 'fn main() { println!("{}", rusqlite::version()); }\n' },
};

/** CMake 4 is not in the image; a program of one's own may be named by CMAKE. */
const cmake4: Pick<RemedyCase, 'options' | 'change'> = {
  options: {
    extraInputs: ['tools/cmake/data'],
    environment: { CMAKE: '/workspace/tools/cmake/data/bin/cmake' },
  },
  change: ({ root }) => {
    execaSync('pip', ['install', '--quiet', '--target', join(root, 'tools'), 'cmake==4.4.4']);
  },
};

const withMacro: Pick<RemedyCase, 'files' | 'dependencies'> = {
  dependencies: 'other = { path = "../other" }\n',
  files: {
    'crates/other/Cargo.toml': `${otherCrate['crates/other/Cargo.toml'] ?? ''}[lib]\nproc-macro = true\n`,
    'crates/other/src/lib.rs':
      'use proc_macro::TokenStream;\n#[proc_macro]\npub fn two(_: TokenStream) -> TokenStream { "2".parse().unwrap() }\n',
    [main]: 'fn main() { println!("{}", other::two!()); }\n',
  },
};

/** What is said of programs of the building machine: libclang, protoc, macros and the like. */
export const toolCases: readonly RemedyCase[] = [
  {
    id: 'tool-not-found',
    files: buildScript(
      '    let status = std::process::Command::new("sh").args(["-c", "capnp compile part.capnp"]).status().unwrap();\n    assert!(status.success());',
    ),
    remedy: 'Or turn off the feature',
    follow: emptyBuildScript,
  },
  {
    id: 'target-not-installed',
    files: buildScript(
      '    let out = std::env::var("OUT_DIR").unwrap();\n    std::fs::write(format!("{out}/x.rs"), "fn main() {}").unwrap();\n' +
        '    let status = std::process::Command::new("rustc").args(["--target", "wasm32-unknown-unknown", "x.rs"]).current_dir(out).status().unwrap();\n    assert!(status.success());',
    ),
    remedy: 'Leave out what compiles for another target',
    follow: emptyBuildScript,
    quick: true,
  },
  removes(
    { LIBCLANG_PATH: '/nowhere' },
    {
      id: 'libclang-not-found',
      ...bindsTo('int part(void);'),
    },
  ),
  removes(
    { PROTOC: '/nowhere/protoc' },
    {
      id: 'protoc-not-found',
      buildDependencies: 'prost-build = "0.14"\n',
      files: {
        'crates/app/src/part.proto':
          'syntax = "proto3";\npackage part;\nmessage Part { int32 a = 1; }\n',
        ...buildScript('    prost_build::compile_protos(&["src/part.proto"], &["src"]).unwrap();'),
      },
    },
  ),
  removes(
    { BINDGEN_EXTRA_CLANG_ARGS_x86_64_unknown_linux_musl: hostHeaders },
    {
      id: 'bindgen-host-headers',
      ...bindsTo('#include <stdint.h>'),
    },
  ),
  ownImage(
    `ENV BINDGEN_EXTRA_CLANG_ARGS_x86_64_unknown_linux_musl="${hostHeaders}"`,
    {
      id: 'bindgen-host-headers',
      name: 'in an image of one’s own',
      ...bindsTo('#include <stdint.h>'),
      remedy: 'In an image of your own',
    },
    { '<sysroot>': '/opt/statix/sysroot' },
  ),
  {
    ...removes(
      { CLANG_PATH: '/bin/true', LIBCLANG_PATH: '/opt/other' },
      { id: 'clang-builtin-headers-missing', ...bindsTo('#include <stdarg.h>') },
    ),
    // A libclang without the rest of clang, and without musl's headers, which has some of its names too.
    image: `RUN mkdir /opt/other && cp /usr/lib/*/libclang-22.so.22 /opt/other/libclang.so
ENV BINDGEN_EXTRA_CLANG_ARGS_x86_64_unknown_linux_musl=--target=x86_64-linux-musl`,
    remedy: 'Remove CLANG_PATH, LIBCLANG_PATH from',
    follow: removeConfiguration,
  },
  {
    id: 'bindgen-too-old',
    name: 'locked too low',
    ...fieldsLost,
    buildDependencies: 'bindgen = "0.72"\n',
    precise: { bindgen: '0.72.0' },
    remedy: 'A bindgen that is only locked too low',
  },
  {
    id: 'bindgen-too-old',
    name: 'who brings it',
    ...fieldsLost,
    buildDependencies: 'bindgen = "=0.72.0"\n',
    remedy: 'See which crate brings it',
    follow: async (workspace, remedy) => {
      await followRemedy(workspace.root, remedy);
      change(manifest, '"=0.72.0"', '"0.72.1"')(workspace);
      await followRemedy(workspace.root, { text: '', snippet: 'cargo update --workspace' });
    },
  },
  {
    id: 'proc-macro-on-static-host',
    name: 'by hand',
    ...withMacro,
    run: { command: 'cargo build', variables: { RUSTFLAGS: '-Ctarget-feature=+crt-static' } },
    remedy: 'By hand',
    runAfter: 'remedy',
  },
  {
    id: 'proc-macro-on-static-host',
    ...withMacro,
    run: { command: 'cargo build', variables: { RUSTFLAGS: '-Ctarget-feature=+crt-static' } },
    remedy: 'Build with Statix',
    follow: () => undefined,
    runAfter: 'build',
  },
  {
    id: 'bindgen-too-old',
    name: 'a feature',
    ...oldBindings,
    remedy: 'Or turn off that crate’s feature',
    follow: change(manifest, '"buildtime_bindgen", ', ''),
  },
  {
    id: 'bindgen-too-old',
    name: 'a copy',
    ...oldBindings,
    remedy: 'Or take a copy of that crate',
    follow: ({ root }) => {
      const copy = 'crates/libsqlite3-sys';
      const cwd = root;
      execaSync('cargo', ['vendor', '--quiet', 'vendored'], { cwd });
      cpSync(join(root, 'vendored/libsqlite3-sys'), join(root, copy), { recursive: true });
      rmSync(join(root, 'vendored'), { recursive: true });
      const file = join(root, copy, 'Cargo.toml');
      const text = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        text.replace(/(\[build-dependencies\.bindgen\]\nversion = )"[^"]*"/, '$1"0.72.1"'),
      );
      const patch = `[patch.crates-io]\nlibsqlite3-sys = { path = "${copy}" }\n`;
      writeFileSync(join(root, 'Cargo.toml'), patch, { flag: 'a' });
      execaSync('cargo', ['update', '--workspace'], { cwd });
    },
  },
  {
    id: 'cmake-policy-removed',
    ...withCmake('3.0'),
    ...cmake4,
    remedy: 'Tell CMake to take it for a newer one',
  },
  {
    id: 'cmake-policy-removed',
    name: 'a newer crate',
    dependencies: 'rdkafka = { version = "0.36", features = ["cmake-build"] }\n',
    files: {
      [main]: 'fn main() { println!("{:?}", rdkafka::util::get_rdkafka_version()); }\n',
    },
    precise: { 'rdkafka-sys': '4.8.0+2.3.0' },
    ...cmake4,
    remedy: 'Or update the crate',
  },
];
