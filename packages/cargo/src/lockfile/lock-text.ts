import { stringify } from 'smol-toml';
import type { Lockfile } from './parse-lockfile.js';

/** A Cargo.lock as text. What was of version 1 becomes version 2, with checksums in the entries. */
export function lockText({ version, packages }: Lockfile): string {
  return `${stringify({ ...(version === undefined ? {} : { version }), package: packages })}\n`;
}
