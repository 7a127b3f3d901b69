import { planSchema } from './executors/plan/schema.js';
import { ciSchema } from './generators/ci/schema.js';
import { doctorSchema } from './generators/doctor/schema.js';
import { initSchema } from './generators/init/schema.js';
import { newSchema } from './generators/new/schema.js';

/** Options of executors, generators and the plugin; schema.json and the docs are generated from them. */
export const executorSchemas = { plan: planSchema };
export const generatorSchemas = {
  ci: ciSchema,
  doctor: doctorSchema,
  init: initSchema,
  new: newSchema,
};
export { pluginOptionsSchema } from './graph/plugin-options.js';
