import type { Template } from './schema.js';

interface Beginning {
  /** Lines under `[dependencies]`. */
  readonly dependencies: string;
  /** Lines under `[package.metadata.statix.verify-static]`: what the program says where there is nothing. */
  readonly verify: string;
}

/** What each template adds to the manifest. The comments are for whoever opens the file later. */
const beginnings: Readonly<Record<Template, Beginning>> = {
  plain: { dependencies: '', verify: `expectedStdout = '^Hello, world!$'` },
  tls: {
    dependencies: `ureq = "3.5"
# The roots that ureq compiles in, to say how many there are.
webpki-roots = "1.0"
`,
    verify: `expectedStdout = '^trusts \\d+ certificate authorities'`,
  },
  sqlite: {
    dependencies: `# bundled: SQLite is compiled in. Without it the image's SQLite is linked.
rusqlite = { version = "0.41", features = ["bundled"] }
`,
    verify: `expectedStdout = '^SQLite 3\\.'`,
  },
  postgres: {
    dependencies: `# libpq and OpenSSL are the image's. To compile them in from source instead, add
#   pq-sys = { version = "0.7", features = ["bundled"] }
#   openssl-sys = { version = "0.9", features = ["vendored"] }
diesel = { version = "2.3", default-features = false, features = ["postgres"] }
diesel_migrations = { version = "2.3", features = ["postgres"] }
pq-sys = "0.7"
`,
    verify: `expectedStdout = '^libpq 1[5-9]\\d{4}'`,
  },
};

/** Cargo.toml of a new package. `alone`: with a release profile; in a Cargo workspace, Cargo takes only the workspace's. */
export function newManifest(name: string, template: Template, alone: boolean): string {
  const { dependencies, verify } = beginnings[template];
  return `[package]
name = "${name}"
version = "0.1.0"
edition = "2021"
publish = false

[dependencies]
${dependencies}
${alone ? releaseProfile : ''}# How verify-static runs the finished program, in an empty container without network.
[package.metadata.statix.verify-static]
${verify}
expectedExitCode = 0
`;
}

/** Small and reproducible: one unit of code generation gives the same bytes on any number of cores. */
const releaseProfile = `[profile.release]
codegen-units = 1
lto = "thin"
strip = "symbols"

`;
