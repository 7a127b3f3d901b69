import { readFileSync } from 'node:fs';

/**
 * The release of the C library that a crate carries: what follows the `+` of its version in a
 * workspace's Cargo.lock. `openssl-src 300.6.1+3.6.3` carries OpenSSL 3.6.3.
 * @param {string} workspace a folder beside this one
 * @param {string} crate
 */
export function lockedRelease(workspace, crate) {
  const lock = readFileSync(new URL(`../${workspace}/Cargo.lock`, import.meta.url), 'utf8');
  const found = new RegExp(`name = "${crate}"\nversion = "[^"+]+\\+(?:lib[a-z]+-)?([^"]+)"`).exec(
    lock,
  );
  if (!found) throw new Error(`${workspace}/Cargo.lock has no ${crate} with a release`);
  return found[1];
}
