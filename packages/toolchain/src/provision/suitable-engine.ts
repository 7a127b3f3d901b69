import { StatixError, type Remedy } from '@statix/contract';
import type { EngineFacts } from '@statix/engine';

/** What decides whether an engine can run the image's compilers. */
export type EngineNature = Pick<EngineFacts, 'name' | 'system' | 'architecture'>;

/** Whose machine asks: Node's names of system and architecture. */
export interface AskingMachine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/** What to do with an engine. */
export type Suitability =
  | { readonly verdict: 'go' }
  /** It can run them, under emulation. */
  | { readonly verdict: 'warn'; readonly what: string; readonly remedies: readonly Remedy[] }
  | { readonly verdict: 'refuse'; readonly error: StatixError };

/**
 * Whether an engine can run what is in the image, which is for x86-64 under Linux. The engine's machine
 * counts, not the one that asks: the latter only decides what can be advised.
 *
 * - An engine on x86-64 under Linux: go, whoever asks. Docker Desktop, Colima and WSL2 have one in a
 *   virtual machine of the host's architecture.
 * - An engine on arm64 under Linux: it emulates, if QEMU or Rosetta is registered there; that is known
 *   only when something is run. Warn.
 * - Anything else (an engine in Windows' mode, 32 bits, another processor): refuse.
 */
export function suitableEngine(engine: EngineNature, asking: AskingMachine): Suitability {
  const { name, system, architecture } = engine;
  if (system !== 'linux') {
    return refuse(`${name} runs containers of ${system}, and the image is for Linux`, [
      ...(system === 'windows'
        ? [{ text: 'Docker Desktop: choose “Switch to Linux containers” in its menu.' }]
        : []),
      elsewhere,
    ]);
  }
  if (/^(?:x86_64|amd64)$/.test(architecture)) return { verdict: 'go' };
  const what = `The engine runs on ${architecture}, and the image is for x86_64`;
  if (/^(?:aarch64|arm64)$/.test(architecture)) {
    return { verdict: 'warn', what, remedies: [elsewhere, emulation(asking)] };
  }
  return refuse(what, [elsewhere]);
}

/** Why emulation is warned of. */
export const EMULATION_COSTS =
  'Every compiler is then emulated: builds take many times as long, and some compilers crash.';

const elsewhere: Remedy = {
  text: 'Use an engine on an x86_64 Linux machine:',
  snippet: 'export DOCKER_HOST=ssh://user@build-machine',
};

function emulation({ platform }: AskingMachine): Remedy {
  if (platform === 'darwin') {
    return {
      text: 'Or emulate as fast as this machine can: turn on Rosetta in the settings of Docker Desktop, or start Colima so:',
      snippet: 'colima start --vm-type vz --vz-rosetta',
    };
  }
  return {
    text: 'Or let it emulate, if it says “exec format error”:',
    snippet: 'sudo apt-get install qemu-user-static binfmt-support',
  };
}

function refuse(what: string, remedies: Remedy[]): Suitability {
  const why = 'Compilers for another system cannot be run there, nor emulated.';
  return {
    verdict: 'refuse',
    error: new StatixError({ code: 'STATIX_ENGINE_UNSUITABLE', what, why, remedies }),
  };
}

/**
 * For everything that runs what is in the image.
 *
 * @throws StatixError STATIX_ENGINE_UNSUITABLE
 */
export function requireSuitableEngine(engine: EngineNature, asking: AskingMachine = process): void {
  const found = suitableEngine(engine, asking);
  if (found.verdict === 'refuse') throw found.error;
}

/** For what is about to run compilers. */
export function warnOfEmulation(
  engine: EngineNature,
  report: (line: string) => void,
  asking: AskingMachine = process,
): void {
  const found = suitableEngine(engine, asking);
  if (found.verdict !== 'warn') return;
  report(`Warning: ${found.what}. ${EMULATION_COSTS}`);
  for (const { text, snippet } of found.remedies)
    report(snippet === undefined ? text : `${text} ${snippet}`);
}
