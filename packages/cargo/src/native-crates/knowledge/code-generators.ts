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
