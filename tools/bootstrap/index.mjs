import { alone } from './lock.mjs';
import { provideBaseImage } from './base-image.mjs';
import { installDependencies } from './dependencies.mjs';
import { provideEngine } from './engine.mjs';
import { run } from './run.mjs';

/** Everything that a clone needs before Nx can run: dependencies, an engine, the base image. */
export async function bootstrap(root) {
  await alone('workspace', async () => {
    await installDependencies(root);
    await provideEngine();
    await provideBaseImage();
  });
}

/**
 * Moves those entries of the image's lock on that Debian's archive no longer has, and says which: so
 * that a clone works on any later day. A user's build never does this by itself.
 */
export async function refreshLock(root) {
  const target = ['nx', 'run', 'statix-image:image-lock', '--ifNeeded', '--outputStyle=stream'];
  await run('npx', ['--no-install', ...target], { cwd: root });
}
