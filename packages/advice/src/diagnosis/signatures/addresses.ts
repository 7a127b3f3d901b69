import type { Signature } from '../signature.js';

/** What needs no address at all. */
export const vendor = {
  text: 'Or copy it into the repository, commit it, and name the folder that `cargo vendor` prints:',
  snippet: 'cargo vendor',
};

/** Addresses that mean something else in the container than on this machine. */
export const addressSignatures: readonly Signature[] = [
  {
    id: 'folder-not-in-container',
    title: 'A dependency or registry is a folder of this machine that the container does not have',
    why: 'It is named by a file:// address. Cargo fetches in a container that sees the manifests of the repository and no other folder of this machine.',
    remedies: [
      {
        text: 'If the folder is in the repository, depend on it by path:',
        snippet: '<crate> = { path = "<folder, from this Cargo.toml>" }',
      },
      vendor,
    ],
    threads: [],
    patterns: [/failed to resolve path '\//, /unable to update `?(?:registry `)?file:\/\//],
  },
  {
    id: 'git-over-ssh',
    title: 'A git dependency is fetched over ssh, which builds do not support yet',
    why: 'The container that fetches has no ssh key, no agent and no known hosts of this machine, and no option passes them.',
    remedies: [
      {
        text: 'If the repository can be read without a login, name it by https:',
        snippet: '<crate> = { git = "https://<host>/<owner>/<repository>.git" }',
      },
      vendor,
    ],
    threads: [],
    patterns: [
      /unable to update ssh:\/\//,
      /Updating git submodule `ssh:\/\//,
      /attempted ssh-agent authentication/,
      /unknown SSH host key/,
      /SSH host key (?:has changed|for `)/,
    ],
  },
  {
    id: 'loopback-address',
    title: 'An address of this machine means the container itself inside a container',
    why: 'localhost and 127.0.0.1 are the container’s own there, and nothing answers in it. The address is that of a git server or registry, or that of a proxy (HTTP_PROXY, HTTPS_PROXY, http.proxy).',
    remedies: [
      'Name the server or proxy by an address that other machines reach too, and have it listen there.',
      vendor,
    ],
    threads: [],
    unless: ['git-over-ssh'],
    patterns: [
      /[Ff]ailed to connect to (?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[?::1\]?)(?: port|:|;|,| )/,
      /[Cc]onnection refused[^\n]{0,200}(?:localhost|127\.0\.0\.1)/,
    ],
  },
];
