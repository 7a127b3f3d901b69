import { arch, platform, release } from 'node:os';
import { parseLockfile } from '@statix/cargo';
import {
  errorMessage,
  type ImageContract,
  type ImageIdentity,
  type StatixError,
} from '@statix/contract';
import type { CargoPlan } from '../plan/cargo-plan.js';

/** As many of a list are in a report. */
const MOST = 200;

export interface ReportedFailure {
  readonly error: StatixError;
  readonly plan: CargoPlan;
  /** None of an image that was not found. */
  readonly identity: ImageIdentity | undefined;
  readonly contract: ImageContract | undefined;
  /** What cargo printed. */
  readonly log: string;
}

/**
 * What somebody else needs to look into a failed build: the error, the plan, versions, the image, and the lock
 * entries that the log names. Of variables the names alone: values may be secrets.
 */
export function reportFacts({ error, plan, identity, contract, log }: ReportedFailure) {
  const { options, inputs, cargoWorkspace } = plan;
  return {
    error: {
      code: error.code,
      what: error.what,
      why: error.why ?? null,
      remedies: error.remedies,
    },
    plan: {
      package: `${plan.package.name} ${plan.package.version}`,
      manifest: plan.package.manifest,
      workspace: cargoWorkspace.manifest,
      options: { ...options, environment: Object.keys(options.environment).sort() },
      configuredRustflags: plan.configuredRustflags,
      configuredEnvironment: plan.configuredEnvironment.map(([key]) => key),
      notFollowed: plan.overridden.map(({ key, file }) => `${key} of ${file}`),
      compiled: plan.compiled.map(({ root }) => root).slice(0, MOST),
      inputs: [...inputs.sources, ...inputs.files].slice(0, MOST),
    },
    versions: {
      node: process.version,
      system: `${platform()} ${release()} ${arch()}`,
      ...(contract === undefined
        ? {}
        : {
            rustc: contract.rustc.version,
            cargo: contract.cargo.version,
            llvm: contract.rustc.llvmVersion,
            tools: Object.fromEntries(contract.tools.map(({ name, version }) => [name, version])),
            libraries: Object.fromEntries(
              contract.libraries.map(({ name, version }) => [name, version]),
            ),
          }),
    },
    image:
      identity === undefined
        ? null
        : {
            identity: identity.identity,
            reference: identity.reference,
            recipe: identity.recipe,
            base: identity.base,
            arguments: identity.arguments,
            contract: contract?.recipe ?? null,
          },
    lock: concernedEntries(plan, log),
  };
}

/** The entries of crates that the log names with their versions. */
function concernedEntries({ lock }: CargoPlan, log: string): unknown {
  try {
    return parseLockfile(lock.content, lock.path)
      .filter(
        ({ name, version }) =>
          log.includes(`${name} v${version}`) || log.includes(`${name}@${version}`),
      )
      .slice(0, MOST)
      .map(({ name, version, source }) => ({ name, version, source: source ?? null }));
  } catch (error) {
    return errorMessage(error);
  }
}
