import type { BuildManifest, ImageContract, ImageIdentity } from '@statix/contract';
import { allocatorLinkers } from '../../cargo/allocator-linkers.js';
import { buildArguments } from '../../cargo/arguments.js';
import { cpuOptions } from '../../cargo/cpu-options.js';
import { digestInputs, type InputFile } from '../../inputs/read-inputs.js';
import type { BuildPlan } from './plan.js';

export interface DescribedBuild {
  readonly plan: BuildPlan;
  readonly identity: ImageIdentity;
  readonly contract: ImageContract;
  /** Everything that the build could see and the hash covers. */
  readonly inputs: readonly InputFile[];
}

/**
 * The manifest of a binary: only what decides its content, so that it may be cached and compared.
 *
 * @param native options of its C and C++ that the linker has recorded; undefined where it has recorded nothing
 */
export function describeBuild(
  { plan, inputs, identity, contract }: DescribedBuild,
  binary: BuildManifest['binary'],
  {
    debug,
    native,
  }: { debug?: BuildManifest['debug']; native?: readonly string[] | undefined } = {},
): BuildManifest {
  const cpu = cpuOptions(plan, native);
  const lockfile = inputs.find((file) => file.path === plan.lockfile);
  return {
    schemaVersion: 1,
    kind: 'statix.build-manifest',
    binary,
    ...(debug === undefined ? {} : { debug }),
    package: { name: plan.package.name, version: plan.package.version },
    triple: plan.options.triple,
    profile: plan.options.profile,
    features: {
      selected: plan.options.features,
      default: plan.options.defaultFeatures,
      all: plan.options.allFeatures,
    },
    sources: { digest: digestInputs(inputs), files: inputs.length },
    lockfile: { sha256: lockfile?.sha256 ?? '' },
    image: { identity: identity.identity, reference: identity.reference },
    allocator: plan.options.allocator,
    toolchain: {
      rustc: contract.rustc.version,
      cargo: contract.cargo.version,
      llvm: contract.rustc.llvmVersion,
    },
    ...(cpu === undefined ? {} : { cpu }),
    cargoArguments: buildArguments(plan, contract.paths, {
      linkers: allocatorLinkers(contract, plan.options.allocator),
    }),
    ...(plan.options.buildNetwork ? { network: true as const } : {}),
    ...(plan.options.runsOn === 'host' ? { isolation: 'none' as const } : {}),
    environment: plan.options.environment,
  };
}
