import type { CargoFailure } from '../output/failure.js';
import type { CargoPlan } from '../plan/cargo-plan.js';
import { explanations } from './logged-job.js';

/** The failure of a run of cargo that resolved crates otherwise than the lock says. */
export async function departed(
  departures: readonly string[],
  plan: CargoPlan,
): Promise<CargoFailure> {
  const { lockDeparted } = await explanations();
  return lockDeparted(departures, {
    lockfile: plan.lockfile,
    packageName: plan.package.name,
    manifest: plan.cargoWorkspace.manifest,
  });
}
