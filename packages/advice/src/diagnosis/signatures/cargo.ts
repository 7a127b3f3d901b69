import type { Signature } from '../signature.js';
import { cargoCommand, takeAnother } from '../lock-words.js';
import { addressSignatures, vendor } from './addresses.js';
import { keepTokens, logIn, setVariables, variableWins } from './registry-words.js';

export const cargoSignatures: readonly Signature[] = [
  ...addressSignatures,
  {
    id: 'no-lockfile',
    title: 'There is no Cargo.lock',
    why: 'Statix builds only what a lock file names: without it, two builds of one commit may use different crates.',
    remedies: [
      cargoCommand('Write it, and commit it:', 'generate-lockfile'),
      'If git ignores it, take Cargo.lock out of .gitignore: a checkout elsewhere is without it.',
    ],
    threads: [],
    patterns: [
      /cannot create the lock file [^\n]{1,300} because --(?:locked|frozen) was passed/,
      /lock file [^\n]{1,300} needs to be created but --(?:locked|frozen) was passed/,
    ],
  },
  {
    id: 'lockfile-out-of-date',
    title: 'Cargo.lock does not fit the manifests',
    why: 'A Cargo.toml was changed and the lock file was not. Statix does not change it behind your back.',
    remedies: [
      cargoCommand(
        'Bring it up to date with as little change as possible, and commit it:',
        'update --workspace',
      ),
    ],
    threads: ['rust-lang/cargo#7169'],
    patterns: [
      /cannot update the lock file [^\n]{1,300} because --(?:locked|frozen) was passed/,
      /lock file [^\n]{1,300} needs to be updated but --(?:locked|frozen) was passed/,
    ],
  },
  {
    id: 'lockfile-too-new',
    title: 'Cargo.lock is of a newer version than the image’s Cargo reads',
    why: 'A newer Cargo wrote it.',
    remedies: [
      'Update the image, or write the lock file with the Cargo version that the image has.',
    ],
    threads: [],
    patterns: [
      /lock file version `\d{1,3}` (?:was found, but this version of Cargo does not understand|requires `-Znext-lockfile-bump`)/,
    ],
  },
  {
    id: 'not-fetched',
    title: 'A crate is not in the Cargo home',
    why: 'Builds have no network: all crates are fetched before. One that the lock file names is missing, most likely because the volume was removed or its content pruned.',
    remedies: ['Run the build again; it fetches what is missing.'],
    threads: [],
    patterns: [
      /attempting to make an HTTP request, but --(?:frozen|offline|locked) was specified/,
      /(?:you're using offline mode \(|offline mode \(via `)--(?:frozen|offline|locked)/,
      /can't check for updates in offline mode/,
      /can't checkout from [^\n]{1,300}: you are in the offline mode/,
    ],
    leadsTo: ['package-not-found'],
  },
  {
    id: 'registry-unreachable',
    title: 'Cargo cannot reach a registry or a git server',
    why: 'The network of the fetch container does not lead there: no route, a proxy that was not named, or a name that only your site knows. The log says which address it was.',
    remedies: [
      {
        text: 'If this machine reaches it through a proxy, name the proxy, as for other programs:',
        snippet: 'export HTTPS_PROXY=http://proxy.example:3128',
      },
      'If a firewall lets only a mirror through, set it in .cargo/config.toml under [source.crates-io].',
    ],
    threads: ['cross-rs/cross#119'],
    patterns: [
      /spurious network error/,
      /network failure seems to have happened/,
      /CONNECT tunnel failed, response \d{3}/,
      // Cargo's own transfers, by libcurl's numbers; a certificate that is refused is 60.
      /^\s*\[(?:5|6|7|28|35|52|55|56)\] [^\n]{1,80} \(/,
      /(?:download of|failed to download from|failed to fetch|failed to query replaced source registry)[^\n]{1,300}(?:index\.crates\.io|static\.crates\.io|https?:\/\/)/,
    ],
    unless: [
      ...['not-fetched', 'git-login-missing', 'credentials-insufficient'],
      ...addressSignatures.map(({ id }) => id),
    ],
    leadsTo: ['no-network-in-build'],
  },
  {
    id: 'certificate-unknown',
    title: 'Cargo does not trust the certificate that it is shown',
    why: 'The container does not know who signed it: most often a company’s proxy or server has certificates of its own.',
    remedies: [
      {
        text: 'Name the file that has your site’s authorities (PEM):',
        snippet: 'export STATIX_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt',
      },
    ],
    threads: ['cross-rs/cross#119'],
    patterns: [
      /SSL certificate problem/,
      /server (?:certificate )?verification failed/,
      /unable to get local issuer certificate/,
      /self[- ]signed certificate in certificate chain/,
      /the SSL certificate is invalid/,
    ],
    leadsTo: ['registry-unreachable'],
  },
  {
    id: 'credentials-missing',
    title: 'A registry wants a token, and this machine has none for it',
    why: 'Tokens come from the machine, never from the repository: from the environment or from the CARGO_HOME of the user who builds, and only for the index that the machine itself names for the registry.',
    remedies: [
      setVariables,
      keepTokens(
        'Or for good, in ~/.cargo/config.toml, then its token by `cargo login --registry <name>`, before which Cargo wants to know where it keeps tokens:',
      ),
      vendor,
    ],
    threads: [],
    patterns: [
      /no token found for `[^`]{1,200}`/,
      /authenticated registries require a credential-provider/,
    ],
  },
  {
    id: 'credentials-rejected',
    title: 'A registry refuses the token that this machine has for it',
    why: 'It has expired, is of another registry, or lacks the scheme that the registry wants before it.',
    remedies: [
      logIn('Make a new one where you log in to the registry, and store it:'),
      keepTokens(
        'If Cargo answers that it requires a credential-provider, say before in ~/.cargo/config.toml where it keeps tokens:',
      ),
      variableWins,
      'If the registry wants a scheme, the token begins with it: `Bearer <token>`, or `Basic <base64 of name:token>`.',
    ],
    threads: [],
    patterns: [/token rejected for `[^`]{1,200}`/],
  },
  {
    id: 'credentials-insufficient',
    title: 'A registry forbids what Cargo asks it for',
    why: 'The token of this machine is of somebody who may not read that, or of nobody that the registry knows. A proxy that lets nobody through to the address may answer so, too.',
    remedies: [
      'If the token is good elsewhere, have the registry’s owner let its account read the crate.',
      logIn(
        'Or make a new token where you log in to the registry, and store it in the place of the old one, with which the registry may refuse `cargo login`, too:',
        'cargo logout --registry <name>\n',
      ),
      variableWins,
      'If a proxy answers, have it let this machine through, or set a mirror that it lets through in .cargo/config.toml under [source.crates-io].',
    ],
    threads: [],
    patterns: [/failed to get successful HTTP response from `[^`]{1,300}`[^\n]{0,80}, got 40[13]/],
    unless: ['credentials-rejected', 'credentials-missing'],
  },
  {
    id: 'git-login-missing',
    title: 'A git server wants a login, and this machine has none that it takes',
    why: 'A fetch has the logins that git knows on this machine, from .netrc and from credential helpers, which are asked outside of the repository. Nobody is asked for a password.',
    remedies: [
      {
        text: 'Have git store a login, until this works without asking, outside of the repository:',
        snippet: 'cd && GIT_TERMINAL_PROMPT=0 git ls-remote <address>',
      },
      vendor,
    ],
    threads: [],
    patterns: [
      /failed to receive HTTP 200 response: got 40[13]/,
      /could not read Username for '[^']{1,300}': terminal prompts disabled/,
      /Authentication failed for '/,
      /failed to authenticate when downloading repository/,
    ],
  },
  {
    id: 'package-not-found',
    title: 'Cargo does not find a package',
    why: 'The name is wrong, the package is not in the registry, or it is not a member of the workspace.',
    remedies: [
      'Correct the name in Cargo.toml.',
      'If it is a package of this repository, add it to `members` of the workspace, or give the dependency its `path`.',
    ],
    threads: [],
    patterns: [
      /no matching package named `[\w-]{1,80}` found/,
      /package ID specification `[^`]{1,120}` did not match any packages/,
      /no matching package found/,
    ],
    unless: ['not-fetched'],
  },
  {
    id: 'locked-version-missing',
    title: 'The registry does not have a version that Cargo.lock names',
    why: 'A mirror may not have it yet, or its owner has taken it away. The log says which versions the registry has.',
    remedies: [
      'If a mirror is set, fetch from another one, or wait until it has the version.',
      takeAnother('Or take a version that the registry has, and commit Cargo.lock:'),
    ],
    threads: [],
    patterns: [/failed to select a version for the requirement `[^`]{1,200}` \(locked to /],
    unless: ['not-fetched'],
  },
  {
    id: 'version-conflict',
    title: 'No version of a crate meets all requirements',
    why: 'Two manifests ask for versions that exclude each other, or one asks for a version that does not exist.',
    remedies: [
      'The log says who asks for it, after `required by`. Where that is a Cargo.toml of this repository, change the version there; where it is a crate, take another release of that crate.',
    ],
    threads: [],
    patterns: [/failed to select a version for (?:the requirement )?`/],
    unless: ['feature-missing', 'not-fetched', 'locked-version-missing'],
  },
  {
    id: 'feature-missing',
    title: 'A feature is asked for that the package does not have',
    why: 'The name is wrong, or the feature is of another version of the crate.',
    remedies: [
      'Correct `features` in Cargo.toml, in [package.metadata.statix.build-static] or on the command line.',
    ],
    threads: [],
    patterns: [
      /the package '[\w-]{1,80}' does not contain this feature/,
      /none of the selected packages contains (?:this|these) features?/,
      /depends on `[\w-]{1,80}` with feature `[^`]{1,80}` but `[\w-]{1,80}` does not have that feature/,
      /package `[^`]{1,120}` does not have feature `/,
    ],
  },
  {
    id: 'rust-version-too-old',
    title: 'A crate wants a newer Rust than the image has',
    why: 'Its `rust-version` is above the version of rustc that builds it.',
    remedies: [
      ({ image }) =>
        image?.rustVersion === undefined
          ? undefined
          : {
              text: 'Say in the Cargo.toml of the package which Rust it is built with, and have cargo choose releases that fit it, if there are such, with the next command:',
              snippet: `[package]\nrust-version = "${image.rustVersion.split('.').slice(0, 2).join('.')}"`,
            },
      (situation) => {
        const { text, snippet = '' } = cargoCommand(
          'The command; commit Cargo.lock:',
          'update',
        )(situation);
        return { text, snippet: `CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS=fallback ${snippet}` };
      },
      {
        text: 'Or refresh the image’s lock, which takes the newest Rust that Debian has:',
        snippet: 'npx nx run statix-image:image-lock',
      },
    ],
    threads: [],
    patterns: [
      /rustc [\d.]{3,12}(?:-[\w.]{1,20})? is not supported by the following package/,
      /cannot be built because it requires rustc [\d.]{3,12} or newer/,
    ],
  },
];
