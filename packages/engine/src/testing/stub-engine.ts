import type { EngineFacts } from '../connection/engine-facts.js';
import type { Engine } from '../engine.js';
import type { ImageFacts } from '../image/image-facts.js';

const facts: EngineFacts = {
  id: 'engine-1',
  name: 'Docker',
  version: '20.10.24',
  builder: 'buildkit',
  system: 'linux',
  architecture: 'x86_64',
  cpus: 2,
  memoryBytes: 1,
  limitsMemory: true,
  rootless: false,
  rootDirectory: '/var/lib/docker',
};

/** An engine of which a test says what it does; everything else fails. */
export function stubEngine(own: Partial<Engine>): Engine {
  const notExpected = (name: string) => () => Promise.reject(new Error(`${name} was not expected`));
  return {
    address: 'stub',
    namedBy: undefined,
    docker: undefined,
    facts: () => Promise.resolve(facts),
    clock: () => Promise.resolve(new Date(0)),
    findImage: notExpected('findImage'),
    buildImage: notExpected('buildImage'),
    importImage: notExpected('importImage'),
    deriveImage: notExpected('deriveImage'),
    tagImage: notExpected('tagImage'),
    removeImage: notExpected('removeImage'),
    pullImage: notExpected('pullImage'),
    pushImage: notExpected('pushImage'),
    saveImage: notExpected('saveImage'),
    loadImage: notExpected('loadImage'),
    layersSize: notExpected('layersSize'),
    listVolumes: notExpected('listVolumes'),
    removeVolume: notExpected('removeVolume'),
    ensureVolume: notExpected('ensureVolume'),
    runContainer: notExpected('runContainer'),
    runTerminal: notExpected('runTerminal'),
    withRunningContainer: notExpected('withRunningContainer'),
    readFileFromImage: notExpected('readFileFromImage'),
    reapLeftovers: notExpected('reapLeftovers'),
    ...own,
  };
}

/** What an engine says of an image; a test names what it is about. */
export function imageFacts(id: string, own: Partial<ImageFacts> = {}): ImageFacts {
  return { id, tags: [], digests: [], labels: {}, sizeBytes: 1, layers: [], volumes: [], ...own };
}
