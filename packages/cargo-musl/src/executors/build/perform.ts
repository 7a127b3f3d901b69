import type { BuildManifest, ImageIdentity } from '@statix/contract';
import { connectEngine, installationId, withLock, type Engine } from '@statix/engine';
import { ensureImage, readImageContract, readImageIdentity } from '@statix/toolchain';
import { forgetFetch, isFetched, recordFetch } from '../../container/fetched.js';
import { readMachine, type Machine } from '../../container/machine.js';
import { volumeLabels, volumeNames, type Volumes } from '../../container/volumes.js';
import { readFetched, readPlannedInputs } from '../../inputs/planned-inputs.js';
import { compile } from '../../phases/compile.js';
import { fetchCrates, fetchKey } from '../../phases/fetch-crates.js';
import type { BuildContext, Session } from '../../phases/session.js';
import { stubFiles } from '../../staging/stub-files.js';
import type { BuildPlan } from './plan.js';

/**
 * Builds the plan's binaries in the image and takes them out: image, inputs, fetch with network,
 * build without, collect. One build at a time uses a target volume; Cargo would wait as well, and
 * only so do the staged times hold.
 *
 * @throws StatixError STATIX_FETCH_FAILED, STATIX_BUILD_FAILED, and those of engine and image
 */
export async function performBuild(
  plan: BuildPlan,
  context: BuildContext,
): Promise<readonly BuildManifest[]> {
  const { workspaceRoot, signal, report } = context;
  const { inputs, sources } = await readPlannedInputs(plan, workspaceRoot);
  const fetched = await readFetched(plan, workspaceRoot);
  const identity = await readImageIdentity(workspaceRoot, plan.options.image, 'for this build');
  const machine = readMachine();
  const engine = await connectEngine({ signal });
  await engine.reapLeftovers();
  const { imageId } = await ensureImage(engine, { workspaceRoot, identity, signal, report });
  const contract = await readImageContract(engine, imageId, { workspaceRoot, identity });
  const volumes = await prepareVolumes(engine, machine, identity, workspaceRoot);
  const staged = [...inputs, ...stubFiles(plan.inputs.stubs, inputs)];
  const session = {
    plan,
    engine,
    imageId,
    identity,
    contract,
    machine,
    volumes,
    inputs,
    sources,
    staged,
    fetched,
  };
  return withLock(
    volumes.target,
    (lost) =>
      fetchAndBuild({
        ...session,
        context: { ...context, signal: AbortSignal.any([signal, lost]) },
      }),
    {
      signal,
      onWait: () => {
        report('Waiting for another build of this workspace to finish…');
      },
    },
  );
}

async function fetchAndBuild(session: Session): Promise<readonly BuildManifest[]> {
  const key = fetchKey(session);
  const { cargoHome } = session.volumes;
  const fetchedBefore = await isFetched(cargoHome, key);
  if (!fetchedBefore) await fetchAndRecord(session, key);
  let compilation = await compile(session);
  if ('failure' in compilation && fetchedBefore && compilation.failure.fetchAgain) {
    // The record can outlive the crates: volumes are removed behind our back. And a manifest can be
    // changed without the lock: fetching tells.
    await forgetFetch(cargoHome);
    await fetchAndRecord(session, key);
    compilation = await compile(session);
  }
  if ('failure' in compilation) throw compilation.failure.error;
  return compilation.manifests;
}

async function fetchAndRecord(session: Session, key: string): Promise<void> {
  await fetchCrates(session);
  await recordFetch(session.volumes.cargoHome, key);
}

async function prepareVolumes(
  engine: Engine,
  machine: Machine,
  identity: ImageIdentity,
  workspaceRoot: string,
): Promise<Volumes> {
  const scope = {
    installation: await installationId(),
    uid: machine.uid,
    workspaceRoot,
    imageIdentity: identity.identity,
    trustScope: machine.trustScope,
  };
  const volumes = volumeNames(scope);
  await engine.ensureVolume(volumes.cargoHome, volumeLabels(scope));
  await engine.ensureVolume(volumes.target, volumeLabels(scope));
  return volumes;
}
