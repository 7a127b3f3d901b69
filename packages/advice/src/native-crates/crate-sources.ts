import { configTexts, type CargoWorkspace, type RepositoryFiles } from '@statix/cargo';
import type { CrateContext, CrateFinding } from './assess-crate.js';
import type { ReachedCrate } from './crate-closure.js';

const vendor = {
  text: 'Or copy the crates into the repository, commit them, and add what it prints to .cargo/config.toml:',
  snippet: 'cargo vendor',
};

interface SourceRule {
  readonly of: RegExp;
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

/** By a lock entry's `source`, the first that fits. Cargo: `core/source_id.rs`. */
const rules: readonly SourceRule[] = [
  {
    of: /^(?:git|registry|sparse)\+ssh:\/\//,
    severity: 'warning',
    code: 'source-over-ssh',
    what: 'is fetched over ssh, with the keys of your ssh agent',
    why: 'A fetch may ask the agent only where STATIX_SSH_AGENT=1 and the container engine is on this machine. It trusts the hosts of your known_hosts.',
    remedy:
      'Set STATIX_SSH_AGENT=1; or, if the repository can be read without a login, name it by https in Cargo.toml.',
  },
  {
    of: /^(?:git|registry|sparse)\+file:/,
    severity: 'error',
    code: 'source-in-folder',
    what: 'is fetched from a folder of this machine, which the container does not have',
    why: 'The container that fetches sees the manifests of the repository and no other folder.',
    remedy: 'If the folder is in the repository, depend on it by `path`.',
  },
  {
    of: /^(?:git|registry|sparse)\+[a-z]+:\/\/(?:[^/@]*@)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])[:/]/,
    severity: 'error',
    code: 'source-on-loopback',
    what: 'is fetched from an address of this machine, which means the container itself in the container',
    why: 'localhost and 127.0.0.1 are the container’s own there, and nothing answers in it.',
    remedy: 'Name the server by an address that other machines reach, too.',
  },
  {
    of: /^(?:registry|sparse)\+(?!https:\/\/(?:github\.com\/rust-lang\/crates\.io-index|index\.crates\.io\/))/,
    severity: 'warning',
    code: 'private-registry',
    what: 'comes from a registry other than crates.io, which may want a token of this machine',
    why: 'A fetch is given the token that the machine has for this index: from the environment, or from the CARGO_HOME of the user who builds. A registry that can be read without one works as it is.',
    remedy:
      'If it wants a token, let the machine have its index and token: CARGO_REGISTRIES_<NAME>_INDEX and CARGO_REGISTRIES_<NAME>_TOKEN, or its index and `credential-provider = "cargo:token"` in ~/.cargo/config.toml, and `cargo login --registry <name>`.',
  },
];

/** Crates that the fetch container cannot get, one finding for each source. */
export function sourceFindings(
  closure: readonly ReachedCrate[],
  isReplaced: (source: string) => boolean,
  { evidenceOf }: Pick<CrateContext, 'evidenceOf'>,
): CrateFinding[] {
  const seen = new Set<string>();
  return closure.flatMap((crate) => {
    const { name, version, source } = crate.locked;
    const rule = rules.find(({ of }) => source !== undefined && of.test(source));
    const place = source?.replace(/[?#].*$/, '') ?? '';
    if (rule === undefined || seen.has(place) || isReplaced(place)) return [];
    seen.add(place);
    const others = closure.filter(
      ({ locked }) => locked !== crate.locked && locked.source?.startsWith(place) === true,
    ).length;
    return [
      {
        severity: rule.severity,
        code: rule.code,
        crate: name,
        what: `${name} ${version} ${rule.what}`,
        why: `${rule.why}\n${place}${others === 0 ? '' : `, as ${others} more ${others === 1 ? 'crate' : 'crates'}`}`,
        remedies: [{ text: rule.remedy }, vendor],
        evidence: evidenceOf(crate),
      },
    ];
  });
}

/** Whether Cargo's configuration puts another source in the place of one, as `cargo vendor` has it. */
export function replacedSources(
  workspace: CargoWorkspace,
  files: RepositoryFiles,
): (source: string) => boolean {
  const texts = configTexts(workspace, files).map(({ text }) => text);
  const replacing = texts.filter((text) => /^\s*replace-with\s*=/m.test(text));
  return (source) => {
    const address = source.replace(/^[a-z-]+\+/, '');
    return replacing.some((text) => text.includes(address));
  };
}
