import type { WorkspaceInheritance } from '../cargo/workspace-inheritance.js';
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

/**
 * Cargo.toml of a new package.
 *
 * @param inherited what the Cargo workspace gives to its members; undefined for a package that stands
 *   alone. As with `cargo new`, all of it is taken: a member that has its own edition or licence
 *   beside everybody else's is a mistake in most workspaces. Only a package that stands alone has a
 *   release profile, for Cargo takes only the workspace's.
 */
export function newManifest(
  name: string,
  template: Template,
  inherited: WorkspaceInheritance | undefined,
): string {
  const { dependencies, verify } = beginnings[template];
  return `[package]
name = "${name}"
${packageLines(inherited).join('\n')}

[dependencies]
${dependencies}${takesLints(template, inherited) ? '\n[lints]\nworkspace = true\n' : ''}
${inherited === undefined ? releaseProfile : ''}# How verify-static runs the finished program, in an empty container without network.
[package.metadata.statix.verify-static]
${verify}
expectedExitCode = 0
`;
}

/**
 * Whether the workspace's lints are for this package: not where the template has the one `unsafe` block
 * that they refuse.
 */
export function takesLints(
  template: Template,
  inherited: WorkspaceInheritance | undefined,
): boolean {
  return inherited?.lints === true && !(template === 'postgres' && inherited.forbidsUnsafe);
}

/** The sources of the templates are of an edition in which paths begin with the name of a crate. */
function packageLines({ keys = [], edition }: Partial<WorkspaceInheritance> = {}): string[] {
  const taken = keys.filter((key) => key !== 'edition' || edition !== '2015');
  const own = { version: '"0.1.0"', edition: '"2021"', publish: 'false' };
  return [
    ...Object.entries(own).map(([key, value]) =>
      taken.includes(key) ? `${key}.workspace = true` : `${key} = ${value}`,
    ),
    ...taken.filter((key) => !(key in own)).map((key) => `${key}.workspace = true`),
  ];
}

/** Small and reproducible: one unit of code generation gives the same bytes on any number of cores. */
const releaseProfile = `[profile.release]
codegen-units = 1
lto = "thin"
strip = "symbols"

`;
