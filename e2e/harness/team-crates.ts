import { crates } from './crates';

/** Where a team's private crates come from. */
export interface PrivateSources {
  /** Of the registry `corp`, as Cargo.lock writes it, and the lines of its crate there. */
  readonly registry: { readonly index: string; readonly locked: string };
  /** Of the repository with the crate `team-words`. */
  readonly git: { readonly address: string; readonly revision: string };
}

/** Programs of the repository's own channel, with what they print. */
export const current = {
  gateway: 'page: <h1>Team</h1>',
  ledger: '12.50',
  cli: 'hello team, 12.50',
  worker: 'sum 460',
  corp: 'from the registry',
  mirror: 'from git',
} as const;

/** Those that still need an older compiler. */
export const legacy = { 'old-cli': 'old 1', 'old-daemon': 'old 1 daemon' } as const;

export const LEGACY_CHANNEL = '1.85';

const library = (name: string, body: string, dependencies = '') => ({
  [`libs/${name}/Cargo.toml`]: manifest(name, dependencies),
  [`libs/${name}/src/lib.rs`]: `${body}\n`,
});

const program = (name: string, says: string, expression: string, dependencies = '', more = '') => ({
  [`apps/${name}/Cargo.toml`]: `${manifest(name, dependencies)}
[package.metadata.statix.verify-static]
expectedStdout = "^${says.replaceAll('.', '\\\\.')}\\n$"
${more}`,
  [`apps/${name}/src/main.rs`]: `fn main() {\n    println!("{}", ${expression});\n}\n`,
});

function manifest(name: string, dependencies: string): string {
  return `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n${dependencies}`;
}

const path = (...names: string[]): string =>
  names.map((name) => `${name} = { path = "../../libs/${name}" }\n`).join('');

/** A test of a library, in a file of its own. */
const tested = (name: string, body: string) => ({
  [`libs/${name}/tests/${name}.rs`]: `#[test]\nfn ${name}_works() {\n    ${body}\n}\n`,
});

/**
 * A repository as a team has it: TypeScript applications, one of which ends up in a Rust program; six Rust
 * programs of the current channel and two of an older one in a Cargo workspace of their own; six libraries with
 * their tests, one with C; a crate of a private registry and one of a git server.
 */
export function teamFiles({ registry, git }: PrivateSources): Record<string, string> {
  return {
    'Cargo.toml':
      '[workspace]\nmembers = ["apps/*", "libs/*"]\nexclude = ["apps/web", "apps/office", "legacy"]\nresolver = "2"\n',
    'Cargo.lock': rootLock(registry.locked, git),
    ...library('greet', 'pub fn greet(name: &str) -> String {\n    format!("hello {name}")\n}'),
    ...tested('greet', 'assert_eq!(greet::greet("you"), "hello you");'),
    ...library(
      'money',
      'pub fn format(cents: u64) -> String {\n    format!("{}.{:02}", cents / 100, cents % 100)\n}',
    ),
    ...tested('money', 'assert_eq!(money::format(1250), "12.50");'),
    ...library('pages', 'pub const PREFIX: &str = "page: ";'),
    ...tested('pages', "assert!(pages::PREFIX.ends_with(' '));"),
    ...library('native', nativeBody, ''),
    'libs/native/Cargo.toml': `${manifest('native', '')}\n[build-dependencies]\ncc = "1"\n`,
    'libs/native/build.rs':
      'fn main() {\n    println!("cargo:rerun-if-changed=c/sum.c");\n    cc::Build::new().file("c/sum.c").compile("sum");\n}\n',
    'libs/native/c/sum.c': crates['crates/first/native/sum.c'] ?? '',
    ...tested('native', 'assert_eq!(native::total("a"), 97);'),
    ...library(
      'report',
      'pub fn line(text: &str, cents: u64) -> String {\n    format!("{text}, {}", money::format(cents))\n}',
      'money = { path = "../money" }\n',
    ),
    ...tested('report', 'assert_eq!(report::line("a", 1), "a, 0.01");'),
    ...program(
      'gateway',
      current.gateway,
      'format!("{}{}", pages::PREFIX, include_str!("../../../dist/apps/web/index.html"))',
      path('pages'),
      '\n[package.metadata.statix.build-static]\ngeneratedInputs = { "web:build" = ["dist/apps/web"] }\n',
    ),
    ...program('ledger', current.ledger, 'money::format(1250)', path('money')),
    ...program(
      'cli',
      current.cli,
      'report::line(&greet::greet("team"), 1250)',
      path('greet', 'report'),
    ),
    ...program(
      'worker',
      current.worker,
      'format!("sum {}", native::total("team%"))',
      path('native'),
    ),
    ...program(
      'corp',
      current.corp,
      'corp_words::WORD',
      'corp-words = { version = "1", registry = "corp" }\n',
    ),
    ...program(
      'mirror',
      current.mirror,
      'team_words::word()',
      `team-words = { git = "${git.address}" }\n`,
    ),
    ...web('web', 'export const title: string = "Team";\n'),
    ...web('office', 'export const title: string = "Office";\n'),
    'README.md': '# A team\n',
    ...legacyFiles(),
  };
}

const nativeBody = `extern "C" {
    fn sum(text: *const u8, length: usize) -> u32;
}

pub fn total(text: &str) -> u32 {
    unsafe { sum(text.as_ptr(), text.len()) }
}`;

/** A page from a TypeScript source; what its build is made with is not what is tried here. */
const web = (name: string, source: string) => ({
  [`apps/${name}/src/title.ts`]: source,
  [`apps/${name}/build.cjs`]: `const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const [, title] = /"(.*)"/.exec(readFileSync('apps/${name}/src/title.ts', 'utf8'));
mkdirSync('dist/apps/${name}', { recursive: true });
writeFileSync('dist/apps/${name}/index.html', \`<h1>\${title}</h1>\`);
`,
  [`apps/${name}/project.json`]: JSON.stringify({
    name,
    targets: {
      build: {
        executor: 'nx:run-commands',
        cache: true,
        inputs: ['{projectRoot}/**/*', { externalDependencies: [] }],
        outputs: [`{workspaceRoot}/dist/apps/${name}`],
        options: { command: `node apps/${name}/build.cjs` },
      },
    },
  }),
});

function legacyFiles(): Record<string, string> {
  const core = 'old-core = { path = "../old-core" }\n';
  const main = (expression: string) => `fn main() {\n    println!("{}", ${expression});\n}\n`;
  const expected = (says: string) =>
    `\n[package.metadata.statix.verify-static]\nexpectedStdout = "^${says}\\\\n$"\n`;
  return {
    'legacy/rust-toolchain.toml': `[toolchain]\nchannel = "${LEGACY_CHANNEL}"\n`,
    'legacy/Cargo.toml':
      '[workspace]\nmembers = ["old-core", "old-cli", "old-daemon"]\nresolver = "2"\n',
    'legacy/Cargo.lock': `version = 4

[[package]]
name = "old-cli"
version = "0.1.0"
dependencies = [
 "old-core",
]

[[package]]
name = "old-core"
version = "0.1.0"

[[package]]
name = "old-daemon"
version = "0.1.0"
dependencies = [
 "old-core",
]
`,
    'legacy/old-core/Cargo.toml': manifest('old-core', ''),
    'legacy/old-core/src/lib.rs': 'pub const VERSION: u32 = 1;\n',
    'legacy/old-core/tests/version.rs':
      '#[test]\nfn version_is_told() {\n    assert!(old_core::VERSION > 0);\n}\n',
    'legacy/old-cli/Cargo.toml': manifest('old-cli', core) + expected(legacy['old-cli']),
    'legacy/old-cli/src/main.rs': main('format!("old {}", old_core::VERSION)'),
    'legacy/old-daemon/Cargo.toml': manifest('old-daemon', core) + expected(legacy['old-daemon']),
    'legacy/old-daemon/src/main.rs': main('format!("old {} daemon", old_core::VERSION)'),
  };
}

function rootLock(corp: string, git: PrivateSources['git']): string {
  const own = (name: string, ...dependencies: string[]): string => {
    const list = dependencies.map((one) => ` "${one}",\n`).join('');
    const lines = dependencies.length === 0 ? '' : `dependencies = [\n${list}]\n`;
    return `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n${lines}`;
  };
  // Of the harness's own lock: what `cc` needs.
  const ofRegistry = (crates['Cargo.lock'] ?? '')
    .split(/\n(?=\[\[package\]\])/)
    .filter((entry) => entry.includes('source = '))
    .map((entry) => `\n${entry.trimEnd()}\n`);
  const entries = [
    ...ofRegistry,
    corp,
    `\n[[package]]\nname = "team-words"\nversion = "1.0.0"\nsource = "git+${git.address}#${git.revision}"\n`,
    own('greet'),
    own('money'),
    own('pages'),
    own('native', 'cc'),
    own('report', 'money'),
    own('gateway', 'pages'),
    own('ledger', 'money'),
    own('cli', 'greet', 'report'),
    own('worker', 'native'),
    own('corp', 'corp-words'),
    own('mirror', 'team-words'),
  ];
  const name = (entry: string): string => /name = "(.*)"/.exec(entry)?.[1] ?? '';
  return `version = 4\n${entries.sort((a, b) => (name(a) < name(b) ? -1 : 1)).join('')}`;
}
