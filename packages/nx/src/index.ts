import { planSchema } from './executors/plan/schema.js';
import { initSchema } from './generators/init/schema.js';
import { newSchema } from './generators/new/schema.js';
import { createDependencies } from './graph/create-dependencies.js';
import { createNodes } from './graph/create-nodes.js';

export const name = '@statix/nx';
export { createDependencies, createNodes };

/** The name that Nx 22 and earlier 23 releases look for. */
export { createNodes as createNodesV2 } from './graph/create-nodes.js';
export { initGenerator } from './generators/init/generator.js';

/** Options of executors and generators; schema.json and the docs are generated from them. */
export const executorSchemas = { plan: planSchema };
export const generatorSchemas = { init: initSchema, new: newSchema };
