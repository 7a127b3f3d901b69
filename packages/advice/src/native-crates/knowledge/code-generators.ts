import type { VersionRange } from '../version-range.js';

/** What releases of bindgen make wrong with Clang releases that came after them. */
export interface BindgenProblem {
  readonly versions: VersionRange;
  /** The first Clang with which it shows. */
  readonly clang: string;
  readonly what: string;
  readonly why: string;
}

/** The one that ends the build first. */
export const bindgenProblems: readonly BindgenProblem[] = [
  {
    // rust-lang/rust-bindgen#2312; 0.62 asks Clang whether a type is anonymous.
    versions: { before: '0.62.0' },
    clang: '16',
    what: 'fails if the headers have types without a name',
    why: 'Before 0.62 bindgen takes what Clang since 16 answers for a name that is not there for the name, and panics (`"…_(unnamed_at_…)" is not a valid Ident`). musl’s own headers have such types, <pthread.h> and <sys/types.h> among them.',
  },
  {
    // rust-lang/rust-bindgen#3264, #3278; 0.72.1 follows the declaration to its definition.
    versions: { before: '0.72.1' },
    clang: '22',
    what: 'gives structs no fields if the headers declare them before they define them',
    why: 'Before 0.72.1 bindgen stops at the first declaration that Clang since 22 answers. Such a struct is one byte in Rust (`_address: u8`): what uses its fields does not compile, and what makes one gives C too little memory.',
  },
];

/** Crates that call a program while a build script runs, and the program. */
export const toolUsers: Readonly<
  Record<string, { tool: string; unlessPresent?: readonly string[] }>
> = {
  'prost-build': {
    tool: 'protoc',
    unlessPresent: ['protobuf-src', 'protoc-bin-vendored', 'protox'],
  },
  'protobuf-codegen': { tool: 'protoc', unlessPresent: ['protobuf-parse', 'protoc-bin-vendored'] },
  'nasm-rs': { tool: 'nasm' },
  capnpc: { tool: 'capnp' },
  'flatc-rust': { tool: 'flatc' },
  autotools: { tool: 'make' },
  cmake: { tool: 'cmake' },
  meson: { tool: 'meson' },
  'clang-sys': { tool: 'clang' },
  'boringssl-src': { tool: 'go' },
};
