import { inDirectory, parentOf } from '@statix/cargo';
import { buildEnvironment, type Signature, type Situation } from '../signature.js';
import { addressSignatures } from './addresses.js';

/** The name in a line about a variable that is not there. */
function missingVariable(line: string): string | undefined {
  return /environment variable `(\w{1,200})` not defined/.exec(line)?.[1];
}

/** sqlx's answers beside the workspace's manifest, which belongs to no package, where they are. */
function sqlxFolder({ manifest, isInput, exists }: Situation): string | undefined {
  if (manifest === undefined) return undefined;
  const folder = inDirectory(parentOf(manifest) ?? '', '.sqlx');
  return exists?.(folder) === true && isInput?.(folder) !== true ? folder : undefined;
}

/** What follows from building with no network, no repository and only the declared inputs. */
export const confinementSignatures: readonly Signature[] = [
  {
    id: 'no-network-in-build',
    title: 'A build script wants the network',
    why: 'Builds run without network, so that a result depends on nothing but its inputs. Only crates are fetched, before.',
    remedies: [
      'Turn on the feature of that crate that compiles from source: `vendored`, `bundled` or `static`.',
      {
        text: 'Or download the file once, commit it, and tell the build script where it is, with the variable it reads:',
        snippet: buildEnvironment('<NAME>', '/workspace/<path>'),
      },
    ],
    threads: [],
    patterns: [
      /[Cc]ould not resolve host/,
      /Temporary failure in name resolution/,
      /failed to lookup address information/,
      /[Nn]ame or service not known/,
      /dns error: failed to lookup/,
      /Network is unreachable/,
      /unable to resolve host address/,
    ],
    unless: [
      ...['registry-unreachable', 'sqlx-needs-database'],
      ...addressSignatures.map(({ id }) => id),
    ],
  },
  {
    id: 'variable-not-set',
    title: 'The build asks for an environment variable that it is not given',
    why: 'A build gets none of the variables of your shell: what it is made of is declared, and hashed.',
    remedies: [
      ({ line }) => ({
        text: 'Say what it is, in the Cargo.toml of the package that is built:',
        snippet: buildEnvironment(missingVariable(line) ?? '<NAME>', '<value>'),
      }),
      ({ line }) => ({
        text: 'Or have the source do without it, in Rust’s macros:',
        snippet: `option_env!("${missingVariable(line) ?? '<NAME>'}")`,
      }),
    ],
    threads: [],
    patterns: [
      /environment variable `(?!CARGO_|OUT_DIR)\w{1,200}` not defined at compile time/,
      /panicked at [^\n]{0,300}\bNotPresent\b/,
      /called `(?:Result::unwrap|Result::expect)\(\)` on an `Err` value: NotPresent/,
      /: (?:environment variable not found|NotPresent)$/,
    ],
  },
  {
    id: 'needs-git',
    title: 'The build asks git about the repository',
    why:
      'A build sees no .git: the revision changes with every commit, and each would be a build of its own, with the ' +
      'same result. So the manifest of a build does not name it either.',
    remedies: [
      'With vergen, leave out `fail_on_error()`: it then uses placeholders where there is no repository.',
      {
        text: 'In your own build script, take the value from the environment in place of git’s answer, or do without:',
        snippet:
          'let revision = std::env::var("APP_REVISION").unwrap_or_else(|_| "unknown".into());',
      },
      {
        text: 'And give it where a release is built, in Cargo.toml; it is hashed, so that each value is a build of its own:',
        snippet: buildEnvironment('APP_REVISION', '<revision>'),
      },
      {
        text: 'For the git-version crate:',
        snippet: 'const VERSION: &str = git_version::git_version!(fallback = "unknown");',
      },
      {
        text: 'To have the commit in the program all the same: write src/revision.rs, and call `revision::revision()` where the program says its version. `stamp-static` writes the commit in after the build (docs/revision.md):',
        snippet: 'npx nx g @statix/nx:revision <project>',
      },
    ],
    threads: [],
    patterns: [
      /not a git repository/,
      /not within a suitable 'git' worktree/,
      /could not find repository (?:at|from|in) [`'"]/,
      /failed to (?:discover|open) (?:a )?git repository/i,
    ],
  },
  {
    id: 'sqlx-needs-database',
    title: 'sqlx wants a database while compiling',
    why: (situation) =>
      'Its macros ask a running database for types, unless the answers are stored in .sqlx: in the package, or beside ' +
      `the Cargo.toml of the workspace.${sqlxFolder(situation) === undefined ? '' : ` ${sqlxFolder(situation) ?? ''} is there, and the build was not shown it, for it is in no package.`}`,
    remedies: [
      (situation) => {
        const folder = sqlxFolder(situation);
        return folder === undefined
          ? undefined
          : {
              text: 'Declare it in the Cargo.toml of the package that is built, and commit it:',
              snippet: `[package.metadata.statix.build-static]\nextraInputs = [${JSON.stringify(folder)}]`,
            };
      },
      (situation) =>
        sqlxFolder(situation) === undefined
          ? {
              text: 'Store the answers in the folder of the package, where it is built with them, and commit .sqlx:',
              snippet: 'cargo sqlx prepare',
            }
          : undefined,
      {
        text: 'If DATABASE_URL is set for the build, have them used all the same:',
        snippet: buildEnvironment('SQLX_OFFLINE', 'true'),
      },
    ],
    threads: [],
    patterns: [
      /set `DATABASE_URL` to use query macros online/,
      /`SQLX_OFFLINE=true` but there is no cached data/,
      // It was told where one is, and there is no network.
      /^error: error communicating with database: /,
    ],
  },
];
