import type { StagedTimes } from './assign-times.js';
import type { StagedFile } from './staged-file.js';

/** Files that a job finds when it starts. */
export interface JobInput {
  /** Absolute folder on the workbench. */
  readonly folder: string;
  /** By their paths in the folder. */
  readonly files: readonly StagedFile[];
  /** Of files and folders, by their paths; others have a constant one. */
  readonly times: StagedTimes;
}
