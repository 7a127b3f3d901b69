import { planSchema } from './executors/plan/schema.js';
import { problemSchema } from './executors/problem/schema.js';
import { staticSchema } from './executors/static/schema.js';
import { addSchema } from './generators/add/schema.js';
import { ciSchema } from './generators/ci/schema.js';
import { doctorSchema } from './generators/doctor/schema.js';
import { fromMonodonSchema } from './generators/from-monodon/schema.js';
import { initSchema } from './generators/init/schema.js';
import { newSchema } from './generators/new/schema.js';
import { revisionSchema } from './generators/revision/schema.js';
import { syncSchema } from './generators/sync/schema.js';

/** Options of executors, generators and the plugin; schema.json and the docs are generated from them. */
export const executorSchemas = {
  plan: planSchema,
  problem: problemSchema,
  static: staticSchema,
};
export const generatorSchemas = {
  add: addSchema,
  ci: ciSchema,
  doctor: doctorSchema,
  'from-monodon': fromMonodonSchema,
  init: initSchema,
  new: newSchema,
  revision: revisionSchema,
  sync: syncSchema,
};
export { pluginOptionsSchema } from './settings/plugin-options.js';
