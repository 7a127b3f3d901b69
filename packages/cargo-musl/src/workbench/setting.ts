import type { ImageContract } from '@statix/contract';
import type { Engine } from '@statix/engine';
import type { Machine } from '../machine/machine.js';
import type { Volumes, VolumeScope } from './volumes.js';

/** What the jobs of a workbench have in common: where they run, and over which volumes. */
export interface Setting {
  readonly engine: Engine;
  readonly imageId: string;
  readonly contract: ImageContract;
  readonly machine: Machine;
  readonly scope: VolumeScope;
  readonly volumes: Volumes;
  /** Birth of the target volume. */
  readonly born: string;
  /** The engine's clock, asked when the lock of the target volume was had. */
  readonly begun: Promise<Date>;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  readonly hostName?: string;
  /** The target folder is the container's own, and gone with it. */
  readonly isCold?: boolean;
}
