import { compressSchema } from './executors/compress/schema.js';

export { compressSchema, type CompressOptions } from './executors/compress/schema.js';
export { planCompress, type CompressPlan } from './executors/compress/plan.js';
export { performCompress } from './executors/compress/perform.js';

/** Each executor's options; schema.json and the docs are generated from them. */
export const executorSchemas = { compress: compressSchema };
