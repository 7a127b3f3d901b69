import type { PublishedProject } from '../../packages/cargo/src/testing/published-workspace';

export interface GraphProject extends PublishedProject {
  /** Of those that npm test has: few crates to download. */
  readonly quick?: true;
  /** Its members also stand for themselves in crates of the registry, by `[patch.crates-io]`. */
  readonly patched?: true;
}

/**
 * Projects whose workspace is published, crate by crate, in versions that stay: their graph is compared
 * with what cargo says. Those of which nothing leads to a git repository, so that the registry is enough.
 */
export const publishedProjects: Readonly<Record<string, GraphProject>> = {
  arrow: {
    heads: {
      arrow: '"=60.1.0"',
      parquet: '"=60.1.0"',
      'arrow-flight': '"=60.1.0"',
    },
    members: /^(arrow|parquet)/,
  },
  axum: {
    heads: {
      axum: '"=0.8.9"',
      'axum-extra': '"=0.12.6"',
      'axum-macros': '"=0.5.1"',
    },
    members: /^axum/,
    quick: true,
  },
  boa: {
    heads: {
      boa_cli: '"=0.22.0"',
    },
    members: /^boa_/,
  },
  cargo: {
    heads: {
      cargo: '"=0.98.0"',
    },
    members: /^(cargo$|cargo-(util|platform|credential)|crates-io|rustfix)/,
  },
  clap: {
    heads: {
      clap: '{ version = "=4.6.9", features = ["derive"] }',
      clap_complete: '"=4.6.11"',
      clap_mangen: '"=0.3.3"',
    },
    members: /^clap/,
  },
  coreutils: {
    heads: {
      coreutils: '{ version = "=0.12.0", features = ["unix"] }',
    },
    members: /^(uu_|uucore|uutests|coreutils)/,
  },
  diesel: {
    heads: {
      diesel_cli: '"=2.3.14"',
    },
    members: /^(diesel|dsl_auto)/,
  },
  egui: {
    heads: {
      eframe: '"=0.37.0"',
      egui_extras: '"=0.37.0"',
      egui_demo_lib: '"=0.37.0"',
    },
    members: /^(egui|eframe|ecolor|emath|epaint)/,
  },
  gitui: {
    heads: {
      gitui: '"=0.28.1"',
    },
    members: /^(gitui|asyncgit|scopetime|filetreelist|git2-)/,
  },
  gitoxide: {
    heads: {
      gix: '"=0.78.0"',
      gitoxide: '"=0.48.0"',
    },
    members: /^(gix(-|$)|gitoxide)/,
  },
  hickory: {
    heads: {
      'hickory-dns': '"=0.26.3"',
    },
    members: /^hickory-/,
  },
  iced: {
    heads: {
      iced: '"=0.14.0"',
    },
    members: /^iced/,
  },
  jj: {
    heads: {
      'jj-cli': '"=0.45.1"',
    },
    members: /^jj-/,
    quick: true,
  },
  mdbook: {
    heads: {
      mdbook: '"=0.5.4"',
    },
    members: /^mdbook/,
  },
  nextest: {
    heads: {
      'cargo-nextest': '"=0.9.151"',
    },
    members: /^(cargo-nextest|nextest-|quick-junit)/,
  },
  nushell: {
    heads: {
      nu: '"=0.108.0"',
    },
    members: /^nu(-|$)/,
  },
  'sea-orm': {
    heads: {
      'sea-orm-cli': '"=2.0.4"',
      'sea-orm-migration': '"=2.0.4"',
    },
    members: /^sea-orm/,
  },
  sequoia: {
    heads: {
      'sequoia-sq': '"=1.5.0"',
    },
    members: /^sequoia/,
  },
  sqlx: {
    heads: {
      'sqlx-cli': '"=0.9.0"',
      sqlx: '{ version = "=0.9.0", features = ["mysql","sqlite","postgres"] }',
    },
    members: /^sqlx/,
  },
  tantivy: {
    heads: {
      tantivy: '"=0.27.0"',
    },
    members: /^tantivy|^ownedbytes/,
  },
  taplo: {
    heads: {
      'taplo-cli': '"=0.10.0"',
    },
    members: /^(taplo|lsp-async)/,
  },
  tokio: {
    heads: {
      tokio: '{ version = "=1.54.1", features = ["full"] }',
      'tokio-util': '"=0.7.20"',
      'tokio-stream': '"=0.1.19"',
      'tokio-test': '"=0.4.6"',
    },
    members: /^tokio(-macros|-util|-stream|-test)?$/,
    quick: true,
    patched: true,
  },
  tracing: {
    heads: {
      tracing: '"=0.1.44"',
      'tracing-subscriber': '"=0.3.23"',
      'tracing-appender': '"=0.2.5"',
      'tracing-futures': '"=0.2.5"',
      'tracing-serde': '"=0.2.0"',
      'tracing-error': '"=0.2.1"',
    },
    members: /^tracing/,
    patched: true,
  },
  wasmtime: {
    heads: {
      'wasmtime-cli': '"=48.0.8"',
    },
    members: /^(wasmtime|cranelift|wiggle|wasi-common|pulley)/,
  },
  zellij: {
    heads: {
      zellij: '"=0.45.1"',
    },
    members: /^zellij/,
  },
};
