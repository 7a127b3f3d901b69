export { folderName, inheritedProofShape, proofShape, type ProofOptions } from './run-options.js';
