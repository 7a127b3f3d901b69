// Nx loads this in every command: it holds the graph hooks, and they load the rest when they need it.
export { createDependencies } from './graph/create-dependencies.js';
export { createNodes } from './graph/create-nodes.js';

export const name = '@statix/nx';

/** The name that Nx 22 and earlier 23 releases look for. */
export { createNodes as createNodesV2 } from './graph/create-nodes.js';
