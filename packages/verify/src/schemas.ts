export { auditSchema } from './executors/audit/schema.js';
export { provenanceSchema } from './executors/provenance/schema.js';
export { stampSchema } from './executors/stamp/schema.js';
export { verifySchema } from './executors/verify/schema.js';
// Of the steps after verify too, which prove as that does where they say nothing themselves.
export { folderName, inheritedProofShape, proofShape } from '@statix/proof/expectations';
