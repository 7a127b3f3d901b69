export { stampSchema } from './executors/stamp/schema.js';
export { verifySchema } from './executors/verify/schema.js';
