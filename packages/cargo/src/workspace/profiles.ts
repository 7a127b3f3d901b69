import { entriesAt } from '../toml/toml-table.js';
import type { Manifest } from '../manifest/read-manifest.js';
import type { ConfigFile } from './config-files.js';

const builtIn = ['dev', 'release', 'test', 'bench'];

/** The profiles that `cargo build --profile` knows in a workspace: Cargo book, "Profiles". */
export function profileNames(root: Manifest, configs: readonly ConfigFile[]): string[] {
  const own = Object.keys(root.document.profile ?? {});
  const configured = configs.flatMap(({ config }) =>
    entriesAt(config, 'profile').map(([name]) => name),
  );
  return [...new Set([...builtIn, ...own, ...configured])];
}
