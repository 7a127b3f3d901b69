import { join } from 'node:path';
import { crates } from './crates';
import { installedOnce } from './installed-once';
import type { Registry } from './registry';
import { scratchRoot } from './repository';
import { Workspace } from './workspace';

/** `npm run test:matrix` runs the same tests with another. */
const NX_VERSION = process.env['STATIX_E2E_NX'] ?? '23.2.1';

/** An Nx workspace that `nx add @statix/nx` has set up, with the harness's crates in it, committed. */
export async function rustWorkspace(
  name: string,
  registry: Registry,
  nxVersion = NX_VERSION,
): Promise<Workspace> {
  const installed = await installedOnce(registry, `rust-on-nx-${nxVersion}`, async (folder) => {
    await install(folder, registry, nxVersion);
  });
  return Workspace.copyOf(installed, join(scratchRoot, name), registry);
}

async function install(folder: string, registry: Registry, nxVersion: string): Promise<void> {
  const workspace = await Workspace.create(folder, registry, nxVersion);
  await workspace.nxSucceeds(['add', '@statix/nx']);
  // No image registry is asked by the tests: the base is the one that the bootstrap has made.
  workspace.edit('images/statix/statix-image.json', (text) =>
    text.replace('debian:trixie-slim', 'statix-base:trixie'),
  );
  workspace.write(crates);
  await workspace.commit('Rust');
}
