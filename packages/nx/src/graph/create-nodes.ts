import type { CreateNodes, CreateNodesResultArray } from '@nx/devkit';
import { listedFiles } from '../reading/listed-files.js';
import { readGraph } from './read-graph.js';

/**
 * Infers a project for every Cargo package and one for the image. Reads files only.
 *
 * Throws nothing for what is wrong with a file: one error of a plugin stops every command of Nx, and
 * executors are then given no graph. Such a problem is in the targets that it is in the way of.
 */
export const createNodes: CreateNodes = [
  listedFiles,
  async (files, options, { workspaceRoot }) => {
    const { nodes } = await readGraph({ workspaceRoot, files, options });
    const results: CreateNodesResultArray = nodes.map(([file, result]) => [file, result]);
    return results;
  },
];
