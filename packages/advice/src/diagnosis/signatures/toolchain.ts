import type { Signature } from '../signature.js';

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
    why: 'prost-build and tonic-build call `protoc`, and google/protobuf/*.proto come with it. The Statix image has both.',
    remedies: [
      'Build in the Statix image, and remove PROTOC and PROTOC_INCLUDE from `environment`.',
      { text: 'In an image of your own:', snippet: 'apt-get install protobuf-compiler' },
    ],
    threads: ['clux/muslrust#105', 'clux/muslrust#106'],
    patterns: [/Could not find `protoc`/, /google\/protobuf\/\w{1,40}\.proto: File not found/],
  },
  {
    id: 'target-not-installed',
    title: 'The standard library for musl is not in the toolchain that is used',
    why: 'A rust-toolchain file, or rustup’s override, chose another toolchain than the one the target was added to.',
    remedies: [
      'Build in the Statix image: its only toolchain has the target.',
      {
        text: 'With rustup, add the target to the file:',
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
