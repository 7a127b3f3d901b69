import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding } from '@statix/contract';

/**
 * A Cargo workspace whose root is above the Nx workspace: cargo finds it from every package below,
 * and a build in the container, which sees nothing above the Nx root, does not. Looks up to the root
 * of the git repository, or of the file system where there is none.
 *
 * @param root absolute, of the Nx workspace
 */
export function cargoRootAbove(root: string): Finding[] {
  for (let folder = root; !existsSync(join(folder, '.git')) && dirname(folder) !== folder;) {
    folder = dirname(folder);
    const text = textOf(join(folder, 'Cargo.toml'));
    const line = text?.split('\n').findIndex((content) => /^\s*\[workspace[\].]/.test(content));
    if (line === undefined || line === -1) continue;
    return [
      {
        severity: 'error',
        code: 'cargo-root-above-nx',
        package: null,
        crate: null,
        what: `The Cargo workspace ${join(folder, 'Cargo.toml')} is above the root of the Nx workspace`,
        why: `Cargo takes members, lock and profiles from there. Nx hashes and a build sees only what is below ${root}.`,
        remedies: [
          { text: 'Put nx.json and package.json beside that Cargo.toml, and run Nx there.' },
          {
            text: 'Or, if the packages here are none of its members, keep it from looking at them, in that Cargo.toml:',
            snippet: '[workspace]\nexclude = ["<this folder>"]',
          },
        ],
        evidence: [{ file: null, line: null, text: `${join(folder, 'Cargo.toml')}:${line + 1}` }],
        fix: 'none',
      },
    ];
  }
  return [];
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // None is there, or it cannot be read: then cargo does not read it either.
    return undefined;
  }
}
