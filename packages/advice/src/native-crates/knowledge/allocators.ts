import type { Remedy } from '@statix/contract';

/** jemalloc where it is at home, mimalloc on musl. */
export const mimallocOnMusl: Remedy = {
  text: 'Take mimalloc on musl: these lines in Cargo.toml, and #[cfg(target_env = "musl")] at its #[global_allocator]:',
  snippet:
    '[target.\'cfg(target_env = "musl")\'.dependencies]\n' +
    'mimalloc = { version = "0.1", default-features = false }',
};

/** Crates whose programs allocate from several threads. */
export const threadedCrates = [
  'rayon-core',
  'tokio',
  'async-std',
  'crossbeam-channel',
  'actix-rt',
  'smol',
];

/** Allocators that take the place of musl's. */
export const allocatorCrates = [
  'mimalloc',
  'libmimalloc-sys',
  'tikv-jemallocator',
  'jemallocator',
  'snmalloc-rs',
  'rpmalloc',
  'dlmalloc',
  'talc',
];
