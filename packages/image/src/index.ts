import { buildSchema } from './executors/build/schema.js';
import { checkSchema } from './executors/check/schema.js';
import { identifySchema } from './executors/identify/schema.js';

export { build } from './executors/build/perform.js';
export { check } from './executors/check/perform.js';
export { identify } from './executors/identify/perform.js';
export { buildSchema, checkSchema, identifySchema };

/** Each executor's options; schema.json and the docs are generated from them. */
export const executorSchemas = { identify: identifySchema, build: buildSchema, check: checkSchema };
