import { createHash } from 'node:crypto';
import { packArchive } from '@statix/engine';
import { fetchArguments } from '../cargo/arguments.js';
import { cargoEnvironment } from '../cargo/environment.js';
import { networkAccess } from '../container/network.js';
import { runCargo } from '../container/run-cargo.js';
import { BuildLog } from '../output/build-log.js';
import { cargoFailure } from '../output/failure.js';
import { stagingTar } from '../staging/staging-tar.js';
import { containerSpec, type Session } from './session.js';

/**
 * Downloads the locked crates into the Cargo home volume: the only container with a network.
 * Its workspace folder is thrown away, its sources are never compiled.
 *
 * @throws StatixError STATIX_FETCH_FAILED
 */
export async function fetchCrates(session: Session): Promise<void> {
  const { plan, contract, engine, context } = session;
  const caPath = `${contract.paths.home}/site-ca.pem`;
  const access = networkAccess(process.env, caPath);
  context.report(`Fetching crates of ${plan.package.name}`);
  const log = new BuildLog(context.projectName, 'fetch');
  try {
    const { result } = await runCargo(
      engine,
      {
        ...containerSpec(session, 'fetch'),
        command: fetchArguments(plan, contract.paths),
        environment: { ...cargoEnvironment(contract, { colour: false }), ...access.environment },
        volumes: [{ volume: session.volumes.cargoHome, target: contract.paths.cargoHome }],
        network: 'bridge',
      },
      {
        log,
        signal: context.signal,
        before: async (container) => {
          await container.putArchive(
            contract.paths.workspace,
            stagingTar(session.fetched.staged, {}, session.machine),
          );
          if (access.caBundle !== undefined) {
            const bundle = { path: 'site-ca.pem', mode: 0o644, content: access.caBundle };
            await container.putArchive(contract.paths.home, packArchive([bundle]));
          }
        },
      },
    );
    if (result.exitCode !== 0)
      throw cargoFailure('fetch', result, log, session.fetched.staged, context.workspaceRoot).error;
  } finally {
    log.close();
  }
}

/** What decides which crates are needed: the lock, and where Cargo is configured to get them. */
export function fetchKey({ plan, fetched }: Session): string {
  const deciding = new Set([plan.lockfile, ...plan.cargoWorkspace.configFiles]);
  const hash = createHash('sha256');
  for (const file of fetched.files)
    if (deciding.has(file.path)) hash.update(`${file.path} ${file.sha256}\n`);
  return hash.digest('hex');
}
