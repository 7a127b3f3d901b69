import { auditSchema } from './executors/audit/schema.js';
import { provenanceSchema } from './executors/provenance/schema.js';
import { runSchema } from './executors/run/schema.js';
import { stampSchema } from './executors/stamp/schema.js';
import { verifySchema } from './executors/verify/schema.js';

export { auditSchema, type AuditOptions } from './executors/audit/schema.js';
export { provenanceSchema, type ProvenanceOptions } from './executors/provenance/schema.js';
export { planStamp, type StampPlan } from './executors/stamp/plan.js';
export { revisionPlace } from './executors/stamp/revision-text.js';
export { stampSchema, type StampOptions } from './executors/stamp/schema.js';
export { planVerification, type VerifyPlan } from './executors/verify/plan.js';
export { verifySchema, type VerifyOptions } from './executors/verify/schema.js';

/** The options of each executor, by its name: schema.json and the docs are generated from them. */
export const executorSchemas = {
  verify: verifySchema,
  run: runSchema,
  stamp: stampSchema,
  provenance: provenanceSchema,
  audit: auditSchema,
};
