import { runTask } from '../run-task.js';

/** A task that works until it is told to stop, and cleans up. */
void runTask(async (signal) => {
  await new Promise<void>((resolve) => {
    const alive = setInterval(() => undefined, 1_000);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      resolve();
    });
    process.stdout.write('working\n');
  });
  process.stdout.write('cleaned up\n');
  signal.throwIfAborted();
}).then((outcome) => {
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  process.stdout.write(`listeners ${process.listenerCount('SIGTERM')}\n`);
});
