import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateNodes, CreateNodesResult, CreateNodesResultArray } from '@nx/devkit';
import { findPackageManager } from '@statix/contract/errors';
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
    const nx = startOfNx(workspaceRoot);
    const results: CreateNodesResultArray = nodes.map(([file, result]) => [
      file,
      nx === 'npx nx' ? result : withStart(result, nx),
    ]);
    return results;
  },
];

/** Not kept with the graph: a package.json may come and go without a change of what it rests on. */
function startOfNx(workspaceRoot: string): string {
  return findPackageManager({
    exists: (path) => existsSync(join(workspaceRoot, path)),
    read: (path) => readFileSync(join(workspaceRoot, path), 'utf8'),
  }).nx;
}

/** The help of each target, with the command as it is typed here. */
function withStart(result: CreateNodesResult, nx: string): CreateNodesResult {
  for (const project of Object.values(result.projects ?? {})) {
    for (const { metadata } of Object.values(project.targets ?? {})) {
      const { help } = metadata ?? {};
      if (help !== undefined) help.command = help.command.replace(/^npx nx(?= )/, nx);
    }
  }
  return result;
}
