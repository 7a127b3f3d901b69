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
    title: 'A git dependency cannot be fetched over ssh',
    why: 'A fetch logs in with the keys of your ssh agent, which it may ask only where STATIX_SSH_AGENT=1 and the container engine is on this machine. It trusts the hosts of your known_hosts, and reads no key file and no ssh configuration.',
    remedies: [
      {
        text: 'Let fetches, and nothing else, ask your ssh agent:',
        snippet: 'export STATIX_SSH_AGENT=1',
      },
      {
        text: 'See that the agent has the key, and that you know the host:',
        snippet: 'ssh-add -l\nssh -T <user>@<host>',
      },
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
    ],
    unless: ['ssh-host-unknown'],
  },
  {
    id: 'ssh-host-unknown',
    title: 'The ssh key of a git server is not known on this machine',
    why: 'With STATIX_SSH_AGENT=1 a fetch trusts the hosts of your ~/.ssh/known_hosts and of /etc/ssh/ssh_known_hosts, and without it those of net.ssh.known-hosts in .cargo/config.toml alone. The log has the key that the server showed.',
    remedies: [
      {
        text: 'With STATIX_SSH_AGENT=1, log in once by hand, compare the fingerprint with what the server’s owner says, and accept it:',
        snippet: 'ssh -p <port> <user>@<host>',
      },
    ],
    threads: [],
    patterns: [/unknown SSH host key/, /SSH host key (?:has changed|for `)/],
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
