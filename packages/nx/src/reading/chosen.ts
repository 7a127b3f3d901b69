import { basename } from 'node:path/posix';
import type { PluginOptions } from '../settings/plugin-options.js';

/** What of the repository the plugin speaks of. */
export interface Chosen {
  /** Whether a manifest becomes a project. */
  readonly manifest: (manifest: string) => boolean;
  /** Whether the options leave a manifest out, or the folder that another file is about. */
  readonly isLeftOut: (file: string) => boolean;
  /** Whether what is wrong with a file is said, where no project meets it. */
  readonly file: (file: string) => boolean;
}

/**
 * Which manifests become projects: those that Nx lists, so none that git ignores and none that nx.json
 * takes from the plugin, and of these the ones that the options include and do not exclude.
 */
export async function chosenOf(
  manifests: readonly string[],
  options: PluginOptions,
): Promise<Chosen> {
  const listed = new Set(manifests);
  const isLeftOut = await leftOutBy(options);
  const isManifest = (file: string) => listed.has(file) && !isLeftOut(file);
  return {
    manifest: isManifest,
    isLeftOut,
    file: (file) => (basename(file) === 'Cargo.toml' ? isManifest(file) : !isLeftOut(file)),
  };
}

/** The matcher is loaded only where there is something to match. */
async function leftOutBy(options: PluginOptions): Promise<Chosen['isLeftOut']> {
  if (options.include.length + options.exclude.length === 0) return () => false;
  const { chosenByOptions } = await import('../settings/chosen-by-options.js');
  const chosen = chosenByOptions(options);
  return (file) => (basename(file) === 'Cargo.toml' ? !chosen(file) : chosen.isExcluded(file));
}
