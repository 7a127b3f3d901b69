import type { Tree } from '@nx/devkit';
import { valueAt } from '@statix/cargo';
import type { NxCommands, NxTaskName } from '@statix/contract';
import { pluginOptions } from '../nx-json/plugin-options.js';
import { packageManager } from './package-manager.js';

/** What is known of a workspace besides nx.json. */
export interface KnownNames {
  /** The image's project, where it has a name of its own. */
  readonly imageProject?: string | undefined;
  /** Names that a project's own settings give to targets, by the usual ones. */
  readonly targetsOf?: (project: string) => Readonly<Record<string, unknown>> | undefined;
}

/** How commands of Nx are typed in the workspace of a generator. */
export function treeCommands(tree: Tree, known: KnownNames = {}): NxCommands {
  const { imageProject = 'statix-image', targetsOf } = known;
  const { nx } = packageManager(tree);
  const everywhere = pluginOptions(tree);
  return {
    nx,
    taskOf({ project, target }): NxTaskName {
      if (project === 'statix-image') return { project: imageProject, target };
      const chosen =
        targetsOf?.(project)?.[target] ?? valueAt({ ...everywhere }, 'targets', target);
      return { project, target: typeof chosen === 'string' ? chosen : target };
    },
  };
}
