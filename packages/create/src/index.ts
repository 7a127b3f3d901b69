export { inspectFolder, type FolderFacts } from './inspect-folder.js';
export { planSetUp, type SetUpOptions, type Step } from './plan-set-up.js';
export { setUpSchema } from './schema.js';
