import type { Readable } from 'node:stream';
import type { TarSource } from '../archive/tar-source.js';

export interface VolumeMount {
  volume: string;
  /** Absolute path in the container. */
  target: string;
  readOnly?: boolean | undefined;
}

/** A socket of an ssh agent, which answers without telling a key. */
export interface LentAgent {
  /** Absolute path on the engine's machine. */
  socket: string;
  /** Absolute path in the container. */
  target: string;
}

/**
 * What to run and with what. There is no way to ask for privileges, a namespace of the host, or a path of
 * the host other than the socket of an ssh agent.
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
  /** What programs see as the name of their machine; one and the same if left out. */
  hostName?: string | undefined;
  /** `fetch`, `build`, `verify`, …: goes into a label and the container's name. */
  purpose: string;
  volumes?: VolumeMount[] | undefined;
  /** Mount options by absolute path: `{ '/tmp': 'rw,nosuid,nodev,size=64m' }`. */
  tmpfs?: Record<string, string> | undefined;
  /** With a network and nothing of the host's but this: who can ask an agent can log in as its owner. */
  sshAgent?: LentAgent | undefined;
  network: 'none' | 'bridge';
  readOnlyRoot?: boolean | undefined;
  /** Process 1 is an init that reaps orphans and passes signals on; true unless said otherwise. */
  init?: boolean | undefined;
  limits: {
    /** 4096 if left out: there is always a limit. */
    pids?: number | undefined;
    /** Swap included. If left out, a share of the engine's memory: see `defaultMemory`. */
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
  /**
   * The program's standard input, which ends with it; without it, empty. It flows as fast as the
   * program reads, and what the program leaves unread is no error.
   */
  stdin?: Buffer | Readable | undefined;
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

/** A command to run in a container that runs already. */
export type ExecSpec = Pick<ContainerSpec, 'command' | 'environment' | 'workingDirectory' | 'user'>;

/** A container whose files can be reached. */
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
  /**
   * What is at a path; a link in the last place is not followed. Costs an engine 2 ms, where opening a
   * file costs 50: it unpacks and packs in a process of its own.
   *
   * @returns undefined if there is nothing
   */
  lookAt(path: string): Promise<SeenFile | undefined>;
}

/** A file of a container as the engine sees it. */
export interface SeenFile {
  readonly isRegular: boolean;
  readonly size: number;
  /** See `fileStamp`: a file that was written to has another. */
  readonly stamp: string;
}

/**
 * A container that is kept running, for commands to be run in it. Its files can be reached as well;
 * but what runs in it can turn a folder into a link while files are being put there.
 */
export interface RunningContainer extends StoppedContainer {
  /**
   * Runs a command to its end. The engine has no way to end a single one: a time-out kills the
   * container and all that runs in it.
   */
  exec(spec: ExecSpec, io: Omit<ContainerIo, 'signal'>): Promise<ContainerResult>;
}

/** A container whose command runs. */
export interface StartedContainer {
  /**
   * Sends its process 1 a signal; no error if it has ended.
   *
   * @param signal a name, `SIGTERM`, or a number for one without
   */
  signal(signal: string): Promise<void>;
}

export interface ContainerSteps<T> {
  /** With the container made and not started: put files in. */
  before?: ((container: StoppedContainer) => Promise<void>) | undefined;
  /** With its program running: what takes this process its time is done now, while it would only wait. */
  started?: ((container: StartedContainer) => void) | undefined;
  /** With the container ended and not removed: take files out. */
  after?: ((container: StoppedContainer, result: ContainerResult) => Promise<T>) | undefined;
}
