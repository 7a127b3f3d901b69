export { buildSchema } from './executors/build/schema.js';
export { checkSchema } from './executors/check/schema.js';
export { testSchema } from './executors/test/schema.js';
export { inheritedShape } from './plan/package-options.js';
