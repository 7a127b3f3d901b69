import { join } from 'node:path';
import type { ImageContract, ImageIdentity } from '@statix/contract';
import type { ContainerSpec, Engine } from '@statix/engine';
import type { Machine } from '../container/machine.js';
import type { Volumes } from '../container/volumes.js';
import type { BuildPlan } from '../executors/build/plan.js';
import type { FetchedFiles } from '../inputs/planned-inputs.js';
import type { InputFile } from '../inputs/read-inputs.js';
import type { StagedFile } from '../staging/staged-file.js';

export interface BuildContext {
  readonly workspaceRoot: string;
  readonly projectName: string;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

/** All that the phases of one build share. */
export interface Session {
  readonly plan: BuildPlan;
  readonly context: BuildContext;
  readonly engine: Engine;
  readonly imageId: string;
  readonly identity: ImageIdentity;
  readonly contract: ImageContract;
  readonly machine: Machine;
  readonly volumes: Volumes;
  /** Everything that the build can see and the hash covers. */
  readonly inputs: readonly InputFile[];
  /** Those of the inputs whose changes Cargo has to see, without other packages' manifests. */
  readonly sources: readonly InputFile[];
  /** The inputs and the stubs of other packages. */
  readonly staged: readonly StagedFile[];
  readonly fetched: FetchedFiles;
}

/** What both phases' containers have in common. */
export function containerSpec(session: Session, purpose: string) {
  const { contract, machine, plan } = session;
  return {
    image: session.imageId,
    purpose,
    user: `${machine.uid}:${machine.gid}`,
    workingDirectory: join(contract.paths.workspace, plan.cargoWorkspace.root),
    limits: machine.limits,
  } satisfies Partial<ContainerSpec>;
}
