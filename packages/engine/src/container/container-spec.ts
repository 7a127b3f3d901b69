import type { Readable } from 'node:stream';

/** Bytes of a tar archive: a stream of Node's, or what tar-stream's `pack()` returns. */
export type TarSource = Readable | AsyncIterable<unknown>;

export interface VolumeMount {
  volume: string;
  /** Absolute path in the container. */
  target: string;
  readOnly?: boolean | undefined;
}

/**
 * What to run and with what. There is no way to ask for privileges, a path of the host or a
 * namespace of the host.
 */
export interface ContainerSpec {
  /** Image id or reference. */
  image: string;
  /** Program and arguments; an entry point of the image is not used. */
  command: string[];
  environment: Record<string, string>;
  workingDirectory?: string | undefined;
  /** `uid:gid`; the image's own user if left out. */
  user?: string | undefined;
  /** `fetch`, `build`, `verify`, …: goes into a label and the container's name. */
  purpose: string;
  volumes?: VolumeMount[] | undefined;
  /** Mount options by absolute path: `{ '/tmp': 'rw,nosuid,nodev,size=64m' }`. */
  tmpfs?: Record<string, string> | undefined;
  network: 'none' | 'bridge';
  readOnlyRoot?: boolean | undefined;
  /** Process 1 is an init that reaps orphans and passes signals on; true unless said otherwise. */
  init?: boolean | undefined;
  limits: {
    /** 4096 if left out: there is always a limit. */
    pids?: number | undefined;
    /** Swap included. */
    memoryBytes?: number | undefined;
    cpus?: number | undefined;
  };
  /** `linux/amd64`; the image's own if left out. */
  platform?: string | undefined;
}

/**
 * Takes a piece of a container's output as it arrives: no line, no frame, any length. It is a view
 * of a larger buffer: copy it to keep it. While a promise that it returns is pending nothing more is
 * read from the engine, and a program that writes faster has to wait.
 */
export type OutputSink = (chunk: Buffer) => unknown;

export interface ContainerIo {
  stdout?: OutputSink | undefined;
  stderr?: OutputSink | undefined;
  signal?: AbortSignal | undefined;
  /** Then the container is killed; counts from its start. */
  timeoutMilliseconds?: number | undefined;
}

export interface ContainerResult {
  exitCode: number;
  /** From an exit code of 128 + n: `SIGSEGV`. A program can also exit with such a code by itself. */
  signal?: string;
  oomKilled: boolean;
  timedOut: boolean;
  /** The engine's words if the program could not be started: `… exec format error`. */
  startError?: string;
}

/** A container that is not running: not yet, or no more. */
export interface StoppedContainer {
  readonly id: string;
  /** Unpacks an archive in a folder of the container; owners and times are those of its entries. */
  putArchive(path: string, tar: TarSource): Promise<void>;
  /**
   * Opens a regular file. The content has to be read to its end or destroyed; it ends only if it
   * is complete, and nothing is read ahead of who reads it.
   *
   * @param options.maxBytes a longer file is refused before any of it is read
   * @throws StatixError STATIX_CONTAINER_FILE_MISSING, STATIX_CONTAINER_FILE_REFUSED (no regular
   *   file, or longer than `maxBytes`)
   */
  getFile(
    path: string,
    options?: { maxBytes?: number | undefined },
  ): Promise<{ content: Readable; size: number; mode: number }>;
}
