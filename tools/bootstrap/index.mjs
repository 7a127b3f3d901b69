import { alone } from './lock.mjs';
import { provideBaseImage } from './base-image.mjs';
import { installDependencies } from './dependencies.mjs';
import { provideEngine } from './engine.mjs';

/** Everything that a clone needs before Nx can run: dependencies, an engine, the base image. */
export async function bootstrap(root) {
  await alone('workspace', async () => {
    await installDependencies(root);
    await provideEngine();
    await provideBaseImage();
  });
}
