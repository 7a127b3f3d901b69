import { connectEngine } from '@statix/engine';
import { runFromScratch } from '../scratch/run-from-scratch.js';

/** Runs the program named by its argument from scratch, and says when it has started. */
void (async () => {
  const engine = await connectEngine();
  const run = runFromScratch(
    {
      ...engine,
      runContainer: (spec, io, steps) =>
        engine.runContainer(
          spec,
          { ...io, stdout: () => process.stdout.write('started\n') },
          steps,
        ),
    },
    { program: process.argv[2]!, arguments: [], timeoutMilliseconds: 600_000 },
  );
  await run;
})();
