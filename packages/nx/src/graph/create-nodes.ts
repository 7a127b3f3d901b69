import type { CreateNodes, CreateNodesResultArray } from '@nx/devkit';
import { readGraph } from './read-graph.js';

/** project.json and package.json for the names that they give to projects, ours among them. */
export const graphFiles = '**/{Cargo.toml,statix-image.json,project.json,package.json}';

/**
 * Infers a project for every Cargo package and one for the image. Reads files only. A manifest that
 * cannot be read is an error of its own, and every good project stays.
 */
export const createNodes: CreateNodes = [
  graphFiles,
  async (files, options, { workspaceRoot }) => {
    const { nodes, errors } = await readGraph({ workspaceRoot, files, options });
    const results: CreateNodesResultArray = nodes.map(([file, result]) => [file, result]);
    if (errors.length === 0) return results;
    const { AggregateCreateNodesError } = await import('@nx/devkit');
    throw new AggregateCreateNodesError(
      errors.map(([file, message]) => [file, new Error(message)]),
      results,
    );
  },
];
