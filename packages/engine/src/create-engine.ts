import { buildImage } from './build/build-image.js';
import { buildWithBuildah } from './build/build-with-buildah.js';
import { type EngineFacts, readEngineClock, readEngineFacts } from './connection/engine-facts.js';
import type { Transport } from './connection/transport.js';
import { currentOwner, type Owner } from './container/owner.js';
import { readFileFromImage } from './container/read-file-from-image.js';
import { reapLeftovers } from './container/reap-leftovers.js';
import { runContainer } from './container/run-container.js';
import { runTerminal } from './container/run-terminal.js';
import type { ContainerSpec } from './container/container-spec.js';
import { defaultMemory } from './container/default-memory.js';
import { withRunningContainer } from './container/running-container.js';
import type { Engine } from './engine.js';
import { deriveImage } from './container/derive-image.js';
import { findImage, removeImage, tagImage } from './image/image-store.js';
import { importImage } from './image/import-image.js';
import { loadImage, saveImage } from './image/transfer-archive.js';
import { pullImage } from './registry/pull-image.js';
import { pushImage } from './registry/push-image.js';
import { ensureVolume, layersSize, listVolumes, removeVolume } from './volume/volume-store.js';

/** An engine out of its parts, over a connection that answers. */
export function createEngine(
  transport: Transport,
  env: NodeJS.ProcessEnv,
  { namedBy, docker }: Partial<Pick<Engine, 'namedBy' | 'docker'>> = {},
): Engine {
  let known: Promise<Owner> | undefined;
  const owner = (): Promise<Owner> => (known ??= currentOwner(env));
  let told: Promise<EngineFacts> | undefined;
  const facts = (): Promise<EngineFacts> =>
    (told ??= readEngineFacts(transport).catch((error: unknown) => {
      told = undefined;
      throw error;
    }));
  const limited = async (spec: ContainerSpec): Promise<ContainerSpec> => {
    if (spec.limits.memoryBytes !== undefined) return spec;
    const memoryBytes = defaultMemory(spec.purpose, await facts());
    return { ...spec, limits: { ...spec.limits, memoryBytes } };
  };
  return {
    address: transport.address,
    namedBy,
    docker,
    facts,
    clock: () => readEngineClock(transport),
    findImage: (reference) => findImage(transport, reference),
    buildImage: async (request) =>
      (await facts()).builder === 'buildah'
        ? buildWithBuildah(transport, request)
        : buildImage(transport, request),
    importImage: (tar, options) => importImage(transport, tar, options),
    deriveImage: async (imageId, tar, options) =>
      deriveImage(transport, await owner(), imageId, tar, options),
    tagImage: (id, reference) => tagImage(transport, id, reference),
    removeImage: (idOrReference) => removeImage(transport, idOrReference),
    pullImage: (reference, transfer) => pullImage(transport, reference, transfer),
    pushImage: (reference, transfer) => pushImage(transport, reference, transfer),
    saveImage: (reference, signal) => saveImage(transport, reference, signal),
    loadImage: (tar, signal) => loadImage(transport, tar, signal),
    layersSize: () => layersSize(transport),
    listVolumes: (labels) => listVolumes(transport, labels),
    removeVolume: (name) => removeVolume(transport, name),
    ensureVolume: (name, labels) => ensureVolume(transport, name, labels),
    runContainer: async (spec, io, steps) =>
      runContainer(transport, await owner(), await limited(spec), io, steps),
    runTerminal: async (spec, terminal, options) =>
      runTerminal(transport, await owner(), await limited(spec), terminal, options),
    withRunningContainer: async (spec, options, use) =>
      withRunningContainer(transport, await owner(), await limited(spec), options, use),
    readFileFromImage: async (imageId, path, options) =>
      readFileFromImage(transport, await owner(), imageId, path, options),
    reapLeftovers: async () => reapLeftovers(transport, await owner()),
  };
}
