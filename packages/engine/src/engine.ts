import type { BuildImageRequest } from './build/build-image-request.js';
import type {
  ContainerIo,
  ContainerResult,
  ContainerSpec,
  StoppedContainer,
  TarSource,
} from './container/container-spec.js';

/** What an engine says of itself. */
export interface EngineFacts {
  /** Stays the same as long as the engine keeps its images. */
  id: string;
  /** The product: `Docker` or `Podman`. */
  name: string;
  version: string;
  /** The engine's clock when it was asked; on another machine it is not ours. */
  systemTime: Date;
  /** As the engine spells it: `x86_64`, `aarch64`. */
  architecture: string;
  cpus: number;
  memoryBytes: number;
  /** Its root is an ordinary user of the host. */
  rootless: boolean;
}

export interface ImageFacts {
  /** `sha256:…` */
  id: string;
  tags: string[];
  labels: Record<string, string>;
  sizeBytes: number;
}

export interface ImportOptions {
  /** A name for the image: `statix.local/name:tag`. */
  reference?: string | undefined;
  command?: string[] | undefined;
  labels?: Record<string, string> | undefined;
  signal?: AbortSignal | undefined;
}

export interface ContainerSteps<T> {
  /** With the container made and not started: put files in. */
  before?: ((container: StoppedContainer) => Promise<void>) | undefined;
  /** With the container ended and not removed: take files out. */
  after?: ((container: StoppedContainer, result: ContainerResult) => Promise<T>) | undefined;
}

/**
 * A container engine that answered. What it refuses is a StatixError STATIX_ENGINE_REFUSED or
 * STATIX_ENGINE_DISK_FULL; if it goes away, STATIX_ENGINE_LOST; after an abort everything throws the
 * signal's reason.
 */
export interface Engine {
  /** As a user would write it: `unix:///var/run/docker.sock`. */
  readonly address: string;
  /** Asks each time, because of the clock. */
  facts(): Promise<EngineFacts>;
  /** @param reference a name, or an image id */
  findImage(reference: string): Promise<ImageFacts | undefined>;
  /**
   * Builds an image with BuildKit and makes sure that its name leads to what was asked for.
   *
   * @throws StatixError STATIX_IMAGE_STAGE_FAILED with the stage and the end of its log,
   *   STATIX_ENGINE_NO_BUILDKIT
   */
  buildImage(request: BuildImageRequest): Promise<ImageFacts>;
  /** Makes an image of one layer from a tar archive; returns its id. */
  importImage(tar: TarSource, options: ImportOptions): Promise<string>;
  tagImage(id: string, reference: string): Promise<void>;
  /** No error if it is not there. */
  removeImage(idOrReference: string): Promise<void>;
  /** Makes the volume unless it is there; its labels are then left as they are. */
  ensureVolume(name: string, labels: Record<string, string>): Promise<void>;
  /**
   * Runs a command in a container of its own, which is gone afterwards whatever happened: after an
   * abort within 3 s. That the command could not be started is a result, see `startError`.
   */
  runContainer<T>(
    spec: ContainerSpec,
    io: ContainerIo,
    steps?: ContainerSteps<T>,
  ): Promise<{ result: ContainerResult; value: T | undefined }>;
  /**
   * Reads one regular file of an image; nothing of the image is run.
   *
   * @throws StatixError STATIX_CONTAINER_FILE_MISSING, STATIX_CONTAINER_FILE_REFUSED (no regular
   *   file, or longer than `maxBytes`)
   */
  readFileFromImage(
    imageId: string,
    path: string,
    options: { maxBytes: number; signal?: AbortSignal | undefined },
  ): Promise<Buffer>;
  /**
   * Removes what processes of this user on this machine left behind when they were killed.
   *
   * @returns how many containers and images
   */
  reapLeftovers(): Promise<number>;
}
