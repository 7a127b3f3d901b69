import { join } from 'node:path/posix';
import type { Readable } from 'node:stream';
import type { ImageContract } from '@statix/contract';
import type { LentAgent, QueuePlace, TarSource, Terminal } from '@statix/engine';
import type { Sharing } from '../machine/machine.js';
import type { StagedTimes } from '../staging/assign-times.js';
import type { StagedFile } from '../staging/staged-file.js';
import type { TargetFolder } from '../staging/target-folder.js';

/**
 * A place where cargo runs: it has a toolchain, a store of crates and a target folder that last, and a
 * workspace folder that is empty at the beginning of each job. Whoever opens one ends it.
 */
export interface Workbench {
  /** What is on it, and where. */
  readonly contract: ImageContract;
  /** Whose files are put on it. */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Name of its store of crates: what is known about the store is kept under it. */
  readonly crates: string;
  readonly target: TargetFolder;
  /** Whose compiled crates it may be given. */
  readonly sharing: Sharing;
  /** Absolute folder that a job's `memory` is for. */
  readonly secrets: string;
  /** Whether it runs under this machine's own kernel, so that a socket of this machine can be lent to it. */
  readonly isHere: boolean;
  /**
   * Refuses to hand out what is this user's where a file of the repository has chosen who runs the jobs.
   *
   * @throws StatixError STATIX_ENGINE_NOT_OWN
   */
  readonly requireOwn: (what: string) => void;
  /** How many processors its jobs may use. */
  readonly processors: () => Promise<number>;
  /**
   * The same workbench under other circumstances, for a job with the access `build` that begins with an empty
   * target folder, which ends with it.
   */
  readonly elsewhere: (circumstances: Circumstances) => Pick<Workbench, 'contract' | 'run'>;
  /** Its clock, in seconds since the epoch with fractions: on another machine it is not ours. */
  readonly now: () => Promise<number>;
  /** Runs a job to its end. That cargo failed is a result; what keeps it from running is thrown. */
  readonly run: <T>(job: CargoJob<T>) => Promise<{ result: JobResult; value: T | undefined }>;
  /** Runs a job with a person's terminal in the place of its outputs. */
  readonly interact: (job: CargoJob<unknown>, terminal: Terminal) => Promise<JobResult>;
  /** How a person runs a job, with the terminal that the line is typed in, without Statix. */
  readonly commandLine: (job: CargoJob<unknown>) => JobCommand;
  /**
   * Lets `use` have a store of compiled crates, alone: projects share it.
   *
   * @param set names the crates whose builds may put something there; undefined for all of the scope
   * @param turn who goes first of those who want the same store
   */
  readonly withSeeds: <T>(
    set: string | undefined,
    use: (store: SeedStore) => Promise<T>,
    turn?: SeedsTurn,
  ) => Promise<T>;
}

/**
 * The order in which projects come to a store. Who needs most crates goes first: while one long compilation of
 * a crate is at work, only other crates of the same project use the processors.
 */
export interface SeedsTurn {
  readonly place: QueuePlace;
  /** How many crates are needed. */
  readonly crates: number;
}

/** What of a place a compilation can see and should leave no trace of in what it makes. */
export interface Circumstances {
  /** Absolute folder of the repository, which the image does not have. */
  readonly workspace: string;
  readonly uid: number;
  readonly gid: number;
  readonly hostName: string;
  /** Processors that it may use; undefined where that is not to be changed. */
  readonly cpus: number | undefined;
}

export interface JobCommand {
  /** What the job finds when it starts, as a tar archive. */
  readonly archive: () => Readable;
  /** @param archive path of the file in which the archive was put */
  readonly line: (archive: string) => string;
}

/** A target folder with compiled crates of registries, from which those of projects are filled. */
export interface SeedStore extends TargetFolder {
  /** What its crates are compiled by and for: the same on every machine. */
  readonly make: string;
  /** Runs a job whose access is `seeds` or `take-seeds`, as the workbench does. */
  readonly run: <T>(
    job: CargoJob<T>,
    /** Name of what `take-seeds` fills; the workbench's target folder when undefined. */
    into?: string,
  ) => Promise<{ result: JobResult; value: T | undefined }>;
}

/** One run of cargo. */
export interface CargoJob<T> {
  /** `fetch`, `build`, …: lower-case letters, digits and `-`. */
  readonly purpose: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** What is there when it starts. */
  readonly inputs: readonly JobInput[];
  /** What is there as well and is too large to be held in memory; unpacked after the inputs. */
  readonly archives?: readonly JobArchive[];
  /** Absolute paths of inputs that are asked for afterwards, see {@link JobFiles.isUntouched}. */
  readonly watched: readonly string[];
  /** Secrets: unpacked in memory before it starts, on no disk at any time, and gone with it. */
  readonly memory?: JobArchive | undefined;
  /** Of this machine, for a job that fetches. */
  readonly sshAgent?: LentAgent | undefined;
  /**
   * Files of the target folder, relative to it, that must not be there when it starts: what is there
   * afterwards was put there by this job.
   */
  readonly outputs: readonly string[];
  /** Folders of the target folder, relative to it, that are there when it starts. */
  readonly folders?: readonly string[];
  /** Absolute folders, in memory, that are empty when it starts and that it can write to. */
  readonly emptyFolders?: readonly string[];
  /**
   * `fetch` has a network, and its store of crates can be written to; `build` has neither unless
   * `network` is set, and can write to the target folder. Cargo never checks unpacked sources again: a build script could poison them
   * for later builds. `take-crates` is as `fetch`, without a network; `give-crates` can only
   * read the crates. `seeds` is as `build`, with a store
   * of seeds for its target folder; `take-seeds` sees the store at `seedsFolder`, can write to the target
   * folder, and has nothing else.
   */
  readonly access: 'fetch' | 'take-crates' | 'give-crates' | 'build' | 'seeds' | 'take-seeds';
  /** Whether a `build` has a network all the same: the user asked for it. */
  readonly network?: boolean;
  readonly onOutput: JobOutput;
  /** With the job begun: what takes this process its time is done now, while it would only wait. */
  readonly started?: () => void;
  /** With the job ended and its files still there. */
  readonly after?: (result: JobResult, files: JobFiles) => Promise<T>;
}

/** Something that is unpacked for a job. */
export interface JobArchive {
  /** Absolute folder on the workbench. */
  readonly folder: string;
  readonly archive: () => TarSource;
}

export interface JobInput {
  /** Absolute folder on the workbench. */
  readonly folder: string;
  /** By their paths in the folder. */
  readonly files: readonly StagedFile[];
  /** Of files and folders, by their paths; others have a constant one. */
  readonly times: StagedTimes;
  /** Files that the job may write to, by their paths; anywhere in the folder when undefined. */
  readonly writable?: readonly string[];
  /** The image does not have the folder: it is made, and those above it. */
  readonly isNew?: boolean;
}

/** Gets what a job prints, as it comes. A chunk is a view of a larger buffer: copy it to keep it. */
export interface JobOutput {
  readonly stdout: (chunk: Buffer) => void | Promise<void>;
  readonly stderr: (chunk: Buffer) => void | Promise<void>;
}

export interface JobResult {
  readonly exitCode: number;
  /** `SIGSEGV`, from an exit code of 128 + n. */
  readonly signal?: string;
  readonly oomKilled: boolean;
  /** Why the program could not be started. */
  readonly startError?: string;
}

/** The files that a job left. Whatever is read from it was written by code that is not trusted. */
export interface JobFiles {
  /**
   * Opens a regular file by its absolute path. The content has to be read to its end or destroyed.
   *
   * @returns undefined where there is none, and for one of the job's `outputs` that it did not make
   * @throws StatixError STATIX_CONTAINER_FILE_REFUSED for a link, a folder or anything else
   */
  readonly open: (path: string) => Promise<JobFile | undefined>;
  /**
   * Whether a watched input has size, mode and time of modification that it began with. A program that
   * writes to it changes the time; one that wants to hide it can set that back.
   */
  readonly isUntouched: (path: string) => Promise<boolean>;
}

export interface JobFile {
  readonly content: Readable;
  /** Bytes, as announced. */
  readonly size: number;
}

/** Where a job that takes seeds sees the store. */
export function seedsFolder({ paths }: Pick<ImageContract, 'paths'>): string {
  return join(paths.target, '../seeds');
}
