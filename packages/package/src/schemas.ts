export { loadSchema } from './executors/load/schema.js';
export { packageSchema } from './executors/package/schema.js';
export { pushSchema } from './executors/push/schema.js';
