import type { Tree } from '@nx/devkit';
import { isStatixError, renderError } from '@statix/contract';
import { treeCommands } from './workspace/tree-commands.js';

type Generator<Result> = (tree: Tree, options: unknown) => Promise<Result>;

/**
 * A generator as Nx starts it. Nx prints the message of what a generator throws and nothing else of
 * it, so the message has to hold the reason and the remedies.
 */
export function readableErrors<Result>(generator: Generator<Result>): Generator<Result> {
  return async (tree, options) => {
    try {
      return await generator(tree, options);
    } catch (error) {
      if (!isStatixError(error)) throw error;
      throw new Error(renderError(error, { commands: treeCommands(tree) }), { cause: error });
    }
  };
}
