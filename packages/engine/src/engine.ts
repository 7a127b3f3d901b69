import type { DockerCommand } from './address/docker-command.js';
import type { EngineNaming } from './address/require-own-engine.js';
import type { TarSource } from './archive/tar-source.js';
import type { BuildImageRequest } from './build/build-image-request.js';
import type { EngineFacts } from './connection/engine-facts.js';
import type { OpenResponse } from './connection/transport.js';
import type {
  ContainerIo,
  ContainerResult,
  ContainerSpec,
  ContainerSteps,
  RunningContainer,
} from './container/container-spec.js';
import type { Terminal } from './container/run-terminal.js';
import type { DeriveOptions } from './container/derive-image.js';
import type { ImageFacts, ImportOptions } from './image/image-facts.js';
import type { RegistryTransfer } from './registry/registry-transfer.js';
import type { VolumeFacts } from './volume/volume-store.js';

/**
 * A container engine that answered. What it refuses is a StatixError STATIX_ENGINE_REFUSED or
 * STATIX_ENGINE_DISK_FULL; if it goes away, STATIX_ENGINE_LOST; after an abort everything throws the
 * signal's reason.
 */
export interface Engine {
  /** As a user would write it: `unix:///var/run/docker.sock`. */
  readonly address: string;
  /** The file of the repository that has chosen it, if one has; see `requireOwnEngine`. */
  readonly namedBy: EngineNaming | undefined;
  /** How the docker command reaches the same engine; undefined where it cannot. */
  readonly docker: DockerCommand | undefined;
  /** Asked once. */
  facts(): Promise<EngineFacts>;
  /** The engine's clock, asked each time; on another machine it is not ours. */
  clock(): Promise<Date>;
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
  /**
   * Makes an image of another and files that are put on top of it; nothing of either is run. What the image says of
   * environment and volumes stays.
   *
   * @returns its id
   */
  deriveImage(imageId: string, tar: TarSource, options: DeriveOptions): Promise<string>;
  tagImage(id: string, reference: string): Promise<void>;
  /** No error if it is not there. */
  removeImage(idOrReference: string): Promise<void>;
  /**
   * Pulls an image by its digest. After it the engine has exactly that image, or none.
   *
   * @param reference `registry.example/name@sha256:…`
   * @throws StatixError STATIX_REGISTRY_UNAUTHORIZED, STATIX_REGISTRY_NOT_FOUND,
   *   STATIX_REGISTRY_DIGEST_MISMATCH, STATIX_REGISTRY_TRANSFER_FAILED
   */
  pullImage(
    reference: string,
    transfer: RegistryTransfer & { platform?: string },
  ): Promise<ImageFacts>;
  /**
   * Pushes an image under the name that it has.
   *
   * @returns the manifest's digest, `sha256:…`
   * @throws StatixError as {@link pullImage}
   */
  pushImage(reference: string, transfer: RegistryTransfer): Promise<string>;
  /** An image and its name as a tar archive; it may end with an error of the engine's in its bytes. */
  saveImage(reference: string, signal?: AbortSignal): Promise<OpenResponse>;
  /** Takes in an archive that `saveImage` gave, names included. */
  loadImage(tar: TarSource, signal?: AbortSignal): Promise<void>;
  /** Bytes of all image layers, each counted once. */
  layersSize(): Promise<number>;
  /** The volumes that carry all these labels. */
  listVolumes(labels: Record<string, string>): Promise<VolumeFacts[]>;
  /** @returns false if a container uses it; no error if it is not there */
  removeVolume(name: string): Promise<boolean>;
  /**
   * Makes the volume unless it is there; its labels are then left as they are.
   *
   * @returns the labels that it has
   */
  ensureVolume(name: string, labels: Record<string, string>): Promise<Record<string, string>>;
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
   * Gives a command in a container of its own a person's terminal, which is as before when it has ended;
   * the container is gone afterwards as that of {@link runContainer}.
   */
  runTerminal(
    spec: ContainerSpec,
    terminal: Terminal,
    options: {
      before?: ContainerSteps<never>['before'];
      signal?: AbortSignal | undefined;
    },
  ): Promise<ContainerResult>;
  /**
   * Keeps a container running while `use` runs commands in it; it is gone afterwards whatever
   * happened, as that of {@link runContainer}.
   *
   * @param spec its command keeps the container: `sleep infinity`, or whatever waits until it is
   *   killed
   * @throws StatixError STATIX_CONTAINER_ENDED if the container ends before `use` has
   */
  withRunningContainer<T>(
    spec: ContainerSpec,
    options: { signal?: AbortSignal | undefined },
    use: (container: RunningContainer) => Promise<T>,
  ): Promise<T>;
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
