import { arch, release, type } from 'node:os';
import { connectEngine, type Engine } from '@statix/engine';
import type { RunPlan } from '../expectations/run-plan.js';
import type { RunProgram } from '../prove/prove-program.js';
import { runFromScratch, type ScratchRequest } from './run-from-scratch.js';

/** What is true of the machine and not of the binary: never hashed, never compared. */
export interface MachineFacts {
  readonly host: Readonly<Record<string, string>>;
  /** Null when nothing was run. */
  readonly engine: Readonly<Record<string, string | number | boolean>> | null;
  /** The images that programs were run on top of: which one a name led to here. */
  readonly roots?: readonly { readonly reference: string; readonly id: string }[] | undefined;
}

/**
 * Runs programs on a container engine, which is looked for when the first program is run and not
 * before: what is not run needs none.
 */
export function containerRuns(
  signal: AbortSignal,
  connect: () => Promise<Engine> = () => connectEngine({ signal }),
): {
  runProgram: RunProgram;
  machineFacts: () => Promise<MachineFacts>;
} {
  let connected: Promise<Engine> | undefined;
  const roots = new Map<string, string>();
  return {
    async runProgram(program, plan, name) {
      connected ??= connect();
      const request = { ...scratchRequest(program, plan, name), signal };
      const run = await runFromScratch(await connected, request);
      if (run.base !== undefined) roots.set(run.base.reference, run.base.id);
      return run;
    },
    async machineFacts() {
      const host = {
        system: type(),
        release: release(),
        architecture: arch(),
        node: process.version,
      };
      return {
        host,
        engine: connected === undefined ? null : await engineFacts(await connected),
        ...(roots.size === 0
          ? {}
          : { roots: [...roots].map(([reference, id]) => ({ reference, id })) }),
      };
    },
  };
}

/**
 * What the engine is asked to run.
 *
 * @param name that the program is started under; that of its file if left out
 */
export function scratchRequest(program: string, plan: RunPlan, name?: string): ScratchRequest {
  return {
    program,
    name,
    arguments: [...plan.arguments],
    environment: { ...plan.environment },
    stdin: plan.stdin,
    files: plan.files,
    root: plan.root,
    tmpfs: [...plan.tmpfs],
    timeoutMilliseconds: plan.timeoutMilliseconds,
    memoryBytes: plan.memoryBytes,
    pids: plan.pids,
    maxOutputBytes: plan.maxOutputBytes,
    expectation: plan.expectation,
  };
}

async function engineFacts(engine: Engine): Promise<MachineFacts['engine']> {
  const { name, version, architecture, cpus, memoryBytes, limitsMemory, rootless } =
    await engine.facts();
  const address = engine.address;
  return { name, version, address, architecture, cpus, memoryBytes, limitsMemory, rootless };
}
