import { buildEnvironment, type Signature } from '../signature.js';
import { addressSignatures } from './addresses.js';

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
    unless: ['registry-unreachable', ...addressSignatures.map(({ id }) => id)],
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
        text: 'In your own build script, take the value from the environment, or do without:',
        snippet:
          'let revision = std::env::var("GIT_REVISION").unwrap_or_else(|_| "unknown".into());',
      },
      {
        text: 'For the git-version crate:',
        snippet: 'const VERSION: &str = git_version::git_version!(fallback = "unknown");',
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
    why: 'Its macros ask a running database for types, unless the answers are stored in .sqlx.',
    remedies: [
      { text: 'Store the answers and commit them:', snippet: 'cargo sqlx prepare --workspace' },
      { text: 'And have them used:', snippet: buildEnvironment('SQLX_OFFLINE', 'true') },
    ],
    threads: [],
    patterns: [
      /set `DATABASE_URL` to use query macros online/,
      /`SQLX_OFFLINE=true` but there is no cached data/,
    ],
  },
];
