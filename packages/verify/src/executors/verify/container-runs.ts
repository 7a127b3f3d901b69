import { arch, release, type } from 'node:os';
import { connectEngine, type Engine } from '@statix/engine';
import { runFromScratch, type ScratchRequest } from '@statix/proof';
import type { RunPlan } from './plan.js';
import type { RunProgram } from './verify-binary.js';
import type { MachineFacts } from './write-evidence.js';

/**
 * Runs programs on a container engine, which is looked for when the first program is run and not
 * before: what is not run needs none.
 */
export function containerRuns(signal: AbortSignal): {
  runProgram: RunProgram;
  machineFacts: () => Promise<MachineFacts>;
} {
  let connected: Promise<Engine> | undefined;
  return {
    async runProgram(program, plan) {
      connected ??= connectEngine({ signal });
      return runFromScratch(await connected, { ...scratchRequest(program, plan), signal });
    },
    async machineFacts() {
      const host = {
        system: type(),
        release: release(),
        architecture: arch(),
        node: process.version,
      };
      return { host, engine: connected === undefined ? null : await engineFacts(await connected) };
    },
  };
}

/** What the engine is asked to run. */
export function scratchRequest(program: string, plan: RunPlan): ScratchRequest {
  return {
    program,
    arguments: [...plan.arguments],
    environment: { ...plan.environment },
    tmpfs: [...plan.tmpfs],
    timeoutMilliseconds: plan.timeoutMilliseconds,
    memoryBytes: plan.memoryBytes,
    pids: plan.pids,
    maxOutputBytes: plan.maxOutputBytes,
  };
}

async function engineFacts(engine: Engine): Promise<MachineFacts['engine']> {
  const { name, version, architecture, cpus, memoryBytes, rootless } = await engine.facts();
  return { name, version, address: engine.address, architecture, cpus, memoryBytes, rootless };
}
