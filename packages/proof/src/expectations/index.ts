export { folderName, proofShape, type ProofOptions } from './run-options.js';
