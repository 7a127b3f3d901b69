/** Addresses that a fetch reads from by git, as Cargo has them: without branch and revision. */
export interface GitAddresses {
  /** http and https. */
  readonly web: readonly string[];
  readonly ssh: readonly string[];
}

/**
 * The repositories that entries of Cargo.lock come from, indexes of registries that are kept in git among
 * them. Cargo: `core/source_id.rs`.
 */
export function gitAddresses(locked: readonly string[]): GitAddresses {
  const web = new Set<string>();
  const ssh = new Set<string>();
  for (const source of locked) {
    const [, kind, address = ''] = /^(git|registry)\+([^?#]+)/.exec(source) ?? [];
    if (kind === 'registry' && address === 'https://github.com/rust-lang/crates.io-index') continue;
    if (/^https?:\/\//.test(address)) web.add(address);
    else if (address.startsWith('ssh://')) ssh.add(address);
  }
  return { web: [...web], ssh: [...ssh] };
}

/**
 * What git makes of an address by `url.<base>.insteadOf`: the longest that fits.
 *
 * @param rules each `[base, insteadOf]`
 */
export function rewrite(address: string, rules: readonly (readonly [string, string])[]): string {
  const fitting = rules.filter(([, insteadOf]) => address.startsWith(insteadOf));
  const [best] = fitting.sort(([, left], [, right]) => right.length - left.length);
  return best === undefined ? address : best[0] + address.slice(best[1].length);
}
