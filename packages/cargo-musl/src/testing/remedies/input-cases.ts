import { createHash } from 'node:crypto';
import { buildScript, change, manifest, vendors } from './case-parts.js';
import type { RemedyCase } from './remedy-case.js';

/** As `cargo sqlx prepare` stores it: under the digest of the query. */
function sqlxAnswer(query: string, folder = ''): Record<string, string> {
  const hash = createHash('sha256').update(query).digest('hex');
  const describe = {
    columns: [{ ordinal: 0, name: 'one', type_info: 'Int4' }],
    parameters: { Left: [] },
    nullable: [null],
  };
  return {
    [`${folder}.sqlx/query-${hash}.json`]: JSON.stringify({
      db_name: 'PostgreSQL',
      query,
      describe,
      hash,
    }),
  };
}

const asksWithSqlx = {
  dependencies:
    'sqlx = { version = "0.8", default-features = false, features = ["macros", "postgres", "runtime-tokio"] }\n',
  files: {
    'crates/app/src/main.rs': `#[allow(dead_code)]
async fn ask(pool: &sqlx::PgPool) {
  let _ = sqlx::query!("select 1 as one").fetch_one(pool).await;
}
fn main() {}
`,
  },
};

/** What a build wants and is not given: variables, files, git, a network, a database. */
export const inputCases: readonly RemedyCase[] = [
  {
    id: 'variable-not-set',
    files: { 'crates/app/src/main.rs': 'fn main() { println!("{}", env!("APP_NAME")); }\n' },
    remedy: 'Say what it is',
    values: { '<value>': 'shop' },
    quick: true,
  },
  {
    id: 'variable-not-set',
    name: 'option_env',
    files: {
      'crates/app/src/main.rs': 'fn main() { println!("{:?}", Some(env!("APP_NAME"))); }\n',
    },
    remedy: 'Or have the source do without it',
    follow: change('crates/app/src/main.rs', 'Some(env!("APP_NAME"))', 'option_env!("APP_NAME")'),
    quick: true,
  },
  {
    id: 'variable-not-set',
    name: 'build script',
    files: buildScript(
      '    let name = std::env::var("APP_NAME").unwrap();\n    println!("{name}");',
    ),
    remedy: 'Say what it is',
    values: { '<value>': 'shop', '<NAME>': 'APP_NAME' },
  },
  {
    id: 'reads-undeclared-file',
    files: {
      'data/words.txt': 'words',
      'crates/app/src/main.rs':
        'fn main() { println!("{}", include_str!("../../../data/words.txt")); }\n',
    },
    remedy: 'Declare them',
    quick: true,
  },
  {
    id: 'module-not-seen',
    files: {
      '.gitignore': 'image.json\ndist\n',
      'crates/app/src/dist/mod.rs': 'pub fn two() -> i32 { 2 }\n',
      'crates/app/src/main.rs': 'mod dist;\nfn main() { println!("{}", dist::two()); }\n',
    },
    remedy: 'Replace line 2 of .gitignore',
    follow: (workspace, { snippet = '' }) => {
      change('.gitignore', 'dist', snippet)(workspace);
    },
    quick: true,
  },
  {
    id: 'needs-git',
    files: buildScript(
      '    let output = std::process::Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap();\n' +
        '    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));',
    ),
    remedy: 'In your own build script',
    follow: (workspace, { snippet = '' }) => {
      workspace.write(
        buildScript(`    ${snippet}\n    println!("cargo:rustc-env=REVISION={revision}");`),
      );
    },
    quick: true,
  },
  {
    id: 'needs-git',
    name: 'git-version',
    dependencies: 'git-version = "0.3"\n',
    files: {
      'crates/app/src/main.rs':
        'const VERSION: &str = git_version::git_version!();\nfn main() { println!("{VERSION}"); }\n',
    },
    remedy: 'For the git-version crate',
    follow: (workspace, { snippet = '' }) => {
      change(
        'crates/app/src/main.rs',
        'const VERSION: &str = git_version::git_version!();',
        snippet,
      )(workspace);
    },
  },
  {
    id: 'needs-git',
    name: 'vergen',
    buildDependencies: 'vergen-gitcl = "1"\n',
    files: buildScript(
      '    let git = vergen_gitcl::GitclBuilder::default().sha(true).build().unwrap();\n' +
        '    vergen_gitcl::Emitter::default().fail_on_error().add_instructions(&git).unwrap().emit().unwrap();',
    ),
    remedy: 'With vergen, leave out `fail_on_error()`',
    follow: change('crates/app/build.rs', '.fail_on_error()', ''),
  },
  {
    id: 'no-network-in-build',
    files: buildScript(
      '    use std::net::ToSocketAddrs;\n    let path = std::env::var("DATA_FILE");\n' +
        '    if path.is_err() {\n        ("example.org", 80).to_socket_addrs().unwrap();\n    }\n' +
        '    println!("{}", std::fs::read_to_string(path.unwrap()).unwrap());',
    ),
    remedy: 'Or download the file once',
    values: { '<NAME>': 'DATA_FILE', '<path>': 'crates/app/data.txt' },
    follow: (workspace, remedy) => {
      workspace.write({ 'crates/app/data.txt': 'downloaded' });
      const lines = (remedy.snippet ?? '')
        .replace('<NAME>', 'DATA_FILE')
        .replace('<path>', 'crates/app/data.txt');
      change(manifest, '[dependencies]', `${lines}\n\n[dependencies]`)(workspace);
    },
    quick: true,
  },
  {
    id: 'STATIX_EXTRA_INPUT_IGNORED',
    files: { '.gitignore': 'image.json\ndist\nwords\n', 'words/a.txt': 'a' },
    options: { extraInputs: ['words'] },
    remedy: 'If not, take it out of .gitignore',
    follow: change('.gitignore', 'words\n', ''),
    quick: true,
  },
  {
    id: 'sqlx-needs-database',
    name: 'answers that are not shown',
    ...asksWithSqlx,
    change: (workspace) => {
      workspace.write(sqlxAnswer('select 1 as one'));
    },
    remedy: 'Declare it in the Cargo.toml',
  },
  {
    id: 'needs-git',
    name: 'the value of a release',
    files: buildScript(
      '    let output = std::process::Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap();\n' +
        '    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));',
    ),
    remedy: 'In your own build script',
    follow: (workspace, { snippet = '' }) => {
      workspace.write(buildScript(`    ${snippet}\n    assert_eq!(revision, "1.2.3");`));
    },
    then: ['And give it where a release is built'],
    values: { '<revision>': '1.2.3' },
  },
  vendors('    use std::net::ToSocketAddrs;\n    ("example.org", 80).to_socket_addrs().unwrap();', {
    id: 'no-network-in-build',
    name: 'compiled from source',
    remedy: 'Turn on the feature of that crate',
  }),
  {
    id: 'sqlx-needs-database',
    name: 'a database all the same',
    ...asksWithSqlx,
    options: { environment: { DATABASE_URL: 'postgres://db.example/app' } },
    change: (workspace) => {
      workspace.write(sqlxAnswer('select 1 as one', 'crates/app/'));
    },
    remedy: 'If DATABASE_URL is set',
  },
];
