export { runTask, type TaskOutcome } from './run-task.js';
