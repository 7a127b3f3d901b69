import { REGISTRY_URL, sharedFolder, startRegistry, type StartedRegistry } from './registry';

declare global {
  // Jest runs globalSetup and globalTeardown in one process, each with modules of its own.
  var registryOfThisRun: StartedRegistry | undefined;
}

/** Jest's globalSetup: one npm registry with our packed packages for all tests of a run. */
export default async function servePackages(): Promise<void> {
  const registry = await startRegistry(sharedFolder);
  globalThis.registryOfThisRun = registry;
  process.env[REGISTRY_URL] = registry.url;
}
