import { withLock } from '../state/with-lock.js';

/** Holds the lock named by its argument until its parent says something. */
void withLock(
  process.argv[2]!,
  async () => {
    process.stdout.write('holding\n');
    await new Promise((resolve) => process.once('message', resolve));
  },
  { onWait: () => process.stdout.write('waiting\n') },
).then(() => {
  process.stdout.write('released\n');
  process.disconnect();
});
