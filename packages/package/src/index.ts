import { loadSchema } from './executors/load/schema.js';
import { packageSchema } from './executors/package/schema.js';
import { pushSchema } from './executors/push/schema.js';

export { planPackage, type PackagePlan } from './executors/package/plan.js';
export { packageSchema, type PackageOptions } from './executors/package/schema.js';
export { loadSchema, type LoadOptions } from './executors/load/schema.js';
export { pushSchema, type PushOptions } from './executors/push/schema.js';

/** The options of each executor, by its name: schema.json and the docs are generated from them. */
export const executorSchemas = { package: packageSchema, load: loadSchema, push: pushSchema };
