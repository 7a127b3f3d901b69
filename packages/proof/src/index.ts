export {
  runFromScratch,
  type ScratchRequest,
  type ScratchRun,
} from './scratch/run-from-scratch.js';
