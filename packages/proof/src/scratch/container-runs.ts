import { arch, release, type } from 'node:os';
import type { BuildManifest } from '@statix/contract';
import { connectEngine, type Engine } from '@statix/engine';
import type { RunPlan } from '../expectations/run-plan.js';
import type { EmulateProgram, RunProgram } from '../prove/prove-program.js';
import { runFromScratch, type ScratchRequest, type ScratchRun } from './run-from-scratch.js';

/** What is true of the machine and not of the binary: never hashed, never compared. */
export interface MachineFacts {
  readonly host: Readonly<Record<string, string>>;
  /** Null when nothing was run. */
  readonly engine: Readonly<Record<string, string | number | boolean>> | null;
  /** The images that programs were run on top of: which one a name led to here. */
  readonly roots?: readonly { readonly reference: string; readonly id: string }[] | undefined;
}

/**
 * Finds what emulates processors in the image that a program was built in: the content of a static qemu-x86_64, or why
 * there is none.
 */
export type FindEmulator = (
  engine: Engine,
  image: BuildManifest['image'],
) => Promise<Buffer | { readonly why: string }>;

/**
 * Runs programs on a container engine, which is looked for when the first program is run and not
 * before: what is not run needs none.
 */
export function containerRuns(
  signal: AbortSignal,
  {
    connect = () => connectEngine({ signal }),
    findEmulator,
  }: {
    readonly connect?: (() => Promise<Engine>) | undefined;
    /** Without it nothing is emulated. */
    readonly findEmulator?: FindEmulator | undefined;
  } = {},
): {
  runProgram: RunProgram;
  emulate: EmulateProgram | undefined;
  machineFacts: () => Promise<MachineFacts>;
} {
  let connected: Promise<Engine> | undefined;
  const roots = new Map<string, string>();
  const emulators = new Map<string, ReturnType<FindEmulator>>();
  const run = async (
    program: string,
    plan: RunPlan,
    name: string,
    cpu?: ScratchRequest['cpu'],
  ): Promise<ScratchRun> => {
    connected ??= connect();
    const request = { ...scratchRequest(program, plan, name), cpu, signal };
    const done = await runFromScratch(await connected, request);
    if (done.base !== undefined) roots.set(done.base.reference, done.base.id);
    return done;
  };
  const emulatorOf = async (
    image: BuildManifest['image'],
    find: FindEmulator,
  ): ReturnType<FindEmulator> => {
    connected ??= connect();
    const found = emulators.get(image.identity) ?? find(await connected, image);
    emulators.set(image.identity, found);
    return found;
  };
  return {
    runProgram: (program, plan, name) => run(program, plan, name),
    emulate:
      findEmulator === undefined
        ? undefined
        : async (program, plan, name, { model, image }) => {
            const emulator = await emulatorOf(image, findEmulator);
            return Buffer.isBuffer(emulator)
              ? run(program, plan, name, { emulator, model })
              : emulator;
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
