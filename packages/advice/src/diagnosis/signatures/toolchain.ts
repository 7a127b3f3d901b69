import { removeVariables } from '../environment-words.js';
import { extraPackage } from '../../native-crates/extra-package.js';
import { toolInImage, toolToAdd, whereTool } from '../image-words.js';
import type { Signature } from '../signature.js';

/** The program in a line that says that it is not there. */
function missingTool(line: string): string | undefined {
  return /(?:: |`|")([\w.+-]{1,60})(?:: (?:command )?not found$|` not installed|": No such file)/.exec(
    line,
  )?.[1];
}

export const toolchainSignatures: readonly Signature[] = [
  {
    id: 'proc-macro-on-static-host',
    title: 'A procedural macro was to be built for a static target',
    why: 'Macros run inside rustc, which loads them as shared libraries. Cargo builds them for the host when it is told the target with --target; RUSTFLAGS then reach the target only.',
    remedies: [
      'Build with Statix, which always names the target, and set no RUSTFLAGS and no +crt-static for the host.',
      { text: 'By hand:', snippet: 'cargo build --target x86_64-unknown-linux-musl' },
    ],
    threads: ['rust-lang/cargo#7154', 'rust-lang/rust#78210'],
    patterns: [/cannot produce proc-macro for/],
  },
  {
    id: 'protoc-not-found',
    title: 'The protocol buffer compiler or its own .proto files are missing',
    why: (situation) =>
      `prost-build and tonic-build call \`protoc\`, and google/protobuf/*.proto come with it.${toolInImage(situation, 'protoc')}`,
    remedies: [
      whereTool('protoc', removeVariables(['PROTOC', 'PROTOC_INCLUDE'])),
      toolToAdd('protoc'),
    ],
    threads: ['clux/muslrust#105', 'clux/muslrust#106'],
    patterns: [/Could not find `protoc`/, /google\/protobuf\/\w{1,40}\.proto: File not found/],
  },
  {
    id: 'tool-not-found',
    title: 'A build script calls a program that is not there',
    why: ({ image, line }) => {
      const tool = missingTool(line);
      const lacks = image !== undefined && tool !== undefined && !image.tools.has(tool);
      return `Build scripts have the programs of the image alone.${lacks ? ` The image has no ${tool}.` : ''}`;
    },
    remedies: [
      ({ line }) => extraPackage(missingTool(line) ?? '<Debian package>'),
      'Or turn off the feature of the crate that calls it; many crates bring what it would generate.',
    ],
    threads: [],
    patterns: [
      /^\s*(?:sh|bash|\/bin\/sh|make(?:\[\d{1,3}\])?): (?:\d{1,6}: |line \d{1,6}: )?[\w.+-]{1,60}: (?:command )?not found$/,
      /is `(?!cmake\b)[\w.+-]{1,60}` not installed\?/,
      /Can't exec "[\w.+-]{1,60}": No such file or directory/,
    ],
    unless: [
      ...[
        'protoc-not-found',
        'fortran-unavailable',
        'cxx-compiler-not-found',
        'musl-gcc-not-found',
      ],
    ],
  },
  {
    id: 'target-not-installed',
    title: 'The toolchain has no standard library for the target that is asked for',
    why: 'The log names the target. The image has the standard library for the static target and for its host; a build script that compiles for another one (wasm32, for example) does not find it, and nor does a toolchain of rustup that the target was not added to.',
    remedies: [
      'Leave out what compiles for another target, or commit its result.',
      {
        text: 'Where rustup is used, add the target in rust-toolchain.toml:',
        snippet: '[toolchain]\nchannel = "stable"\ntargets = ["x86_64-unknown-linux-musl"]',
      },
    ],
    threads: ['houseabsolute/actions-rust-cross#45'],
    patterns: [/target may not be installed/, /can't find crate for `(?:std|core)`/],
  },
  {
    id: 'cross-compilation-refused',
    title: 'The crate’s build script refuses to compile for another target than its host',
    why: 'The image builds for musl on a glibc host, and programs for musl run on it as well. gmp-mpfr-sys (rug) wants to be told to go on.',
    remedies: [
      {
        text: 'Tell it, in Cargo.toml:',
        snippet: 'gmp-mpfr-sys = { version = "1", features = ["force-cross"] }',
      },
    ],
    threads: [],
    patterns: [/Cross compilation from \S{1,60} to \S{1,60} not supported! Use the `force-cross`/],
  },
];
