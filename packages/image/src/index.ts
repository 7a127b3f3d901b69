import { buildSchema } from './executors/build/schema.js';
import { cacheListSchema } from './executors/cache-list/schema.js';
import { cachePruneSchema } from './executors/cache-prune/schema.js';
import { checkSchema } from './executors/check/schema.js';
import { fetchSchema } from './executors/fetch/schema.js';
import { identifySchema } from './executors/identify/schema.js';
import { loadSchema } from './executors/load/schema.js';
import { pruneSchema } from './executors/prune/schema.js';
import { pushSchema } from './executors/push/schema.js';
import { saveSchema } from './executors/save/schema.js';
import { lockSchema } from './executors/lock/schema.js';

export { build } from './executors/build/perform.js';
export { cacheList } from './executors/cache-list/perform.js';
export { cachePrune } from './executors/cache-prune/perform.js';
export { check } from './executors/check/perform.js';
export { fetchFiles } from './executors/fetch/perform.js';
export { identify } from './executors/identify/perform.js';
export { load } from './executors/load/perform.js';
export { prune } from './executors/prune/perform.js';
export { push } from './executors/push/perform.js';
export { save } from './executors/save/perform.js';
export type { ImageContext } from './executors/image-options.js';
export { lock } from './executors/lock/perform.js';
export {
  buildSchema,
  cacheListSchema,
  cachePruneSchema,
  checkSchema,
  fetchSchema,
  identifySchema,
  loadSchema,
  lockSchema,
  pruneSchema,
  pushSchema,
  saveSchema,
};

/** Each executor's options; schema.json and the docs are generated from them. */
export const executorSchemas = {
  identify: identifySchema,
  lock: lockSchema,
  fetch: fetchSchema,
  build: buildSchema,
  check: checkSchema,
  push: pushSchema,
  save: saveSchema,
  load: loadSchema,
  prune: pruneSchema,
  'cache-list': cacheListSchema,
  'cache-prune': cachePruneSchema,
};
