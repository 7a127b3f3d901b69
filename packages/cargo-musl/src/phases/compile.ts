import { join } from 'node:path';
import type { BuildManifest } from '@statix/contract';
import { allocatorLinkers } from '../cargo/allocator-linkers.js';
import { buildArguments } from '../cargo/arguments.js';
import {
  cargoEnvironment,
  reproducibleEnvironment,
  unitEnvironment,
} from '../cargo/environment.js';
import { readExecutables } from '../cargo/messages.js';
import { runCargo } from '../container/run-cargo.js';
import { unfollowedDigest } from '../inputs/unfollowed-inputs.js';
import { BuildLog } from '../output/build-log.js';
import { collectBinaries, requireExecutables } from '../output/collect.js';
import { departuresFromLock } from '../output/departures-from-lock.js';
import { cargoFailure, lockDeparted, type CargoFailure } from '../output/failure.js';
import { nextStagedTimes } from '../staging/staged-times.js';
import { stagingTar } from '../staging/staging-tar.js';
import { describeBuild } from './describe-build.js';
import { containerSpec, type Session } from './session.js';

export type Compilation =
  { readonly manifests: readonly BuildManifest[] } | { readonly failure: CargoFailure };

/**
 * Runs the build without network and takes the binaries out of the stopped container. The
 * caller holds the lock of the target volume. That cargo failed is a result; anything else is thrown.
 */
export async function compile(session: Session): Promise<Compilation> {
  const { plan, contract, engine, context, volumes, machine } = session;
  const { systemTime } = await engine.facts();
  const times = await nextStagedTimes(
    volumes.target,
    session.sources,
    plan.compiled,
    systemTime.getTime() / 1000,
  );
  const linkers = allocatorLinkers(contract, plan.options.allocator);
  const command = buildArguments(plan, contract.paths, { jobs: machine.jobs, linkers });
  const log = new BuildLog(context.projectName, 'build');
  try {
    const { result, value } = await runCargo<Compilation | undefined>(
      engine,
      {
        ...containerSpec(session, 'build'),
        command,
        environment: {
          ...reproducibleEnvironment,
          ...plan.options.environment,
          ...unitEnvironment(
            unfollowedDigest(
              {
                environment: plan.options.environment,
                configuredEnvironment: plan.configuredEnvironment,
                vendorRoots: plan.cargoWorkspace.vendorRoots,
              },
              session.inputs,
            ),
          ),
          ...cargoEnvironment(contract, { colour: process.env['FORCE_COLOR'] === 'true' }),
        },
        volumes: [
          // Cargo never rechecks unpacked sources: a build script could poison them for later builds.
          { volume: volumes.cargoHome, target: contract.paths.cargoHome, readOnly: true },
          { volume: volumes.target, target: contract.paths.target },
        ],
        network: 'none',
      },
      {
        log,
        signal: context.signal,
        before: (container) =>
          container.putArchive(
            contract.paths.workspace,
            stagingTar(session.staged, times, machine),
          ),
        after: async (container, ended, messages) => {
          if (ended.exitCode !== 0) return undefined;
          const executables = readExecutables(messages);
          requireExecutables(executables);
          const departures = await departuresFromLock(container, session);
          if (departures.length > 0) return { failure: lockDeparted(departures, plan) };
          const folder = join(context.workspaceRoot, plan.outputPath);
          const manifests = await collectBinaries(container, executables, folder, (binary) =>
            describeBuild(session, binary),
          );
          return { manifests };
        },
      },
    );
    if (result.exitCode === 0) return value ?? { manifests: [] };
    return { failure: cargoFailure('build', result, log, session.staged, context.workspaceRoot) };
  } finally {
    log.close();
  }
}
