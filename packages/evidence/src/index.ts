export { otherTools } from './other-tools/other-tools.js';
export { billOfMaterials, type BillOfMaterials } from './sbom/bill-of-materials.js';
export { proofPage, type PageSources, type ProofPage } from './page/proof-page.js';
export { htmlPage } from './page/html-page.js';
export { markdownPage } from './page/markdown-page.js';
export { SVR_TYPE, VERIFIER_ID, verificationResult } from './attestation/verification-result.js';
export {
  BUILD_TYPE,
  PROVENANCE_TYPE,
  provenance,
  type ProvenanceFacts,
  type SourceRevision,
} from './attestation/provenance.js';
export type { Subject } from './attestation/statement.js';
export { ciRun, isUri, type CiRun } from './attestation/ci-run.js';
export type { Advisory, ReadAdvisories } from './audit/advisory.js';
export { readRustSecAdvisory } from './audit/rustsec-advisory.js';
export { readOsvRecord } from './audit/osv-record.js';
export { readAuditedBill, type AuditedBill } from './audit/audited-bill.js';
export {
  audit,
  isAbout,
  type AuditRules,
  type Database,
  type Databases,
  type Ignored,
} from './audit/audit.js';
export { renderAudit } from './audit/render-audit.js';
